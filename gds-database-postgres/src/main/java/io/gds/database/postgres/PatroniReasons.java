package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why Patroni would not let a member lead in a switchover, rule by rule: it says itself no more
 * than that it found no good candidate.
 *
 * @see <a href="https://patroni.readthedocs.io/en/latest/rest_api.html#healthy-standby">Healthy
 *     standby</a>
 */
final class PatroniReasons {
  private PatroniReasons() {}

  /** Each reason as a sentence; none if it may lead. */
  static List<String> against(PatroniSeen seen, PatroniMember member) {
    List<String> against = new ArrayList<>();
    forbidden(seen, member).ifPresent(against::add);
    if (!member.runs()) {
      against.add("Patroni says that it is \"" + member.state() + "\"");
    }
    tooFar(seen, member).ifPresent(against::add);
    otherTimeline(seen, member).ifPresent(against::add);
    notSynchronous(seen, member).ifPresent(against::add);
    return against;
  }

  /** What forbids it to lead even by force. */
  static Optional<String> forbidden(PatroniSeen seen, PatroniMember member) {
    if (!member.mayLead()) {
      return Optional.of("its tags (" + tags(member) + ") forbid it to lead");
    }
    return seen.patroni()
        .node(member.name())
        .filter(PatroniNode::watchdogFailed)
        .map(node -> "its watchdog, which it needs to lead, does not work");
  }

  private static String tags(PatroniMember member) {
    return member.tags().containsKey("nofailover")
        ? "nofailover=" + member.tags().get("nofailover")
        : "failover_priority=" + member.tags().get("failover_priority");
  }

  private static Optional<String> tooFar(PatroniSeen seen, PatroniMember member) {
    if (member.lag().isEmpty()) {
      return Optional.of("Patroni does not know how far it is behind");
    }
    return seen.patroni()
        .rules()
        .filter(rules -> member.lag().getAsLong() > rules.maximumLag())
        .map(
            rules ->
                "it is "
                    + member.lag().getAsLong()
                    + " bytes behind, and maximum_lag_on_failover is "
                    + rules.maximumLag());
  }

  private static Optional<String> otherTimeline(PatroniSeen seen, PatroniMember member) {
    OptionalInt leading = seen.leader().map(PatroniMember::timeline).orElse(OptionalInt.empty());
    return leading.isPresent()
            && member.timeline().isPresent()
            && member.timeline().getAsInt() != leading.getAsInt()
        ? Optional.of(
            "it is on timeline " + member.timeline().getAsInt() + ", not " + leading.getAsInt())
        : Optional.empty();
  }

  private static Optional<String> notSynchronous(PatroniSeen seen, PatroniMember member) {
    return seen.patroni()
        .rules()
        .filter(rules -> rules.demandsSynchronous() && !member.isSynchronous())
        .map(rules -> "synchronous_mode is on, and it is no synchronous standby");
  }
}
