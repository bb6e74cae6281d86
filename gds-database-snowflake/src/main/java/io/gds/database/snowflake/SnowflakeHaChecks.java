package io.gds.database.snowflake;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What is measured before a group is changed. Reads only. */
final class SnowflakeHaChecks {
  private final SnowflakeAvailability availability;
  private final SnowflakeCheckList checks;

  SnowflakeHaChecks(SnowflakeAvailability availability) {
    this.availability = availability;
    checks = new SnowflakeCheckList(availability.context());
  }

  /** Looks at the group, and measures if it is seen; what keeps it from being seen is a check. */
  static List<Check> of(
      SnowflakeAvailability availability,
      Optional<String> group,
      BiConsumer<SnowflakeHaView, SnowflakeHaChecks> measure) {
    SnowflakeHaChecks all = new SnowflakeHaChecks(availability);
    all.look(group).ifPresent(view -> measure.accept(view, all));
    return all.checks.all();
  }

  SnowflakeCheckList list() {
    return checks;
  }

  /** The group as it is, or a refused check that says why it cannot be seen. */
  Optional<SnowflakeHaView> look(Optional<String> group) {
    String engine = availability.context().runner().engine();
    try {
      Optional<SnowflakeHaView> view = availability.view(group);
      checks.demand(
          view.isPresent(),
          "the account takes part in a group",
          engine,
          view.map(SnowflakeHaView::name).orElse("none that this role sees"),
          "one",
          "Make a failover group first, or take a role with a right on it.");
      return view;
    } catch (DatabaseException e) {
      SnowflakeHaSnapshot.throwUnlessSilent(e);
      checks.refused("the group can be seen", group.orElse(engine), "seen", e);
      return Optional.empty();
    }
  }

  boolean failover(SnowflakeHaView view) {
    return checks.demand(
        view.group().failover(),
        "it is a failover group",
        view.name(),
        view.group().kind(),
        "FAILOVER GROUP",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "A replication group cannot be promoted: make a failover group of what it has, which takes"
            + " Business Critical Edition.");
  }

  boolean leader(SnowflakeHaView view, String leader) {
    Optional<String> primary = view.primary();
    return checks.demand(
        primary.filter(leader::equals).isPresent(),
        "the primary is the one that was named",
        leader,
        primary.orElse("the accounts do not agree on who is primary"),
        leader,
        "Look at haStatus() again before changing the primary.");
  }

  /** The account is a secondary of the group, and answers. */
  boolean secondary(SnowflakeHaView view, String node) {
    Optional<SnowflakeHaGroup.Member> member = view.group().member(node);
    boolean known =
        checks.demand(
            member.isPresent(),
            "the account has the group",
            node,
            member.isPresent() ? "known" : "not known",
            "known",
            ErrorCode.NOT_FOUND,
            "See haStatus() for the accounts there are; they are written ORGANIZATION.ACCOUNT.");
    return known
        && answers(view, node)
        && checks.demand(
            view.primary().filter(node::equals).isEmpty(),
            "the account is a secondary",
            node,
            view.primary().filter(node::equals).isPresent() ? "it is the primary" : "secondary",
            "secondary",
            ErrorCode.WRONG_STATE,
            "Choose another account.");
  }

  /** The account can be asked; a missing peer is told by the key that it is given under. */
  boolean answers(SnowflakeHaView view, String node) {
    return checks.demand(
        view.told(node).isPresent(),
        "the account answers",
        node,
        view.silence(node).orElse("it answers"),
        "it answers",
        ErrorCode.INVALID_CONNECTION,
        availability.peers().has(node)
            ? "See that the connection leads there, and that its role may see the group."
            : SnowflakePeers.remedy(node));
  }

  /** A role that was given the right, or owns the group. */
  void may(SnowflakeHaView view, String node, String privilege) {
    SnowflakeContext context = availability.node(view, node);
    SnowflakeHaGroup group = view.group(node);
    String name = group.member(node).orElseThrow().name();
    String rule = "the role may " + privilege + " the group";
    try {
      List<String> roles =
          context
              .sql()
              .query(
                  SnowflakeHaSql.grants(group, name),
                  row ->
                      List.of("OWNERSHIP", "ALL", privilege).contains(row.text("privilege"))
                          ? row.text("grantee_name")
                          : "")
              .stream()
              .filter(role -> !role.isEmpty())
              .distinct()
              .toList();
      boolean has = roles.stream().anyMatch(role -> has(context, role));
      checks.demand(
          has,
          rule,
          node,
          has ? "it has the right" : "the right is with " + String.join(", ", roles),
          privilege,
          ErrorCode.PERMISSION_DENIED,
          "GRANT "
              + privilege
              + " ON "
              + group.kind()
              + " "
              + SnowflakeSql.name(name)
              + " TO ROLE of the connection to "
              + node
              + ".");
    } catch (DatabaseException e) {
      SnowflakeHaSnapshot.throwUnlessSilent(e);
      checks.unmeasured(rule, node, "the grants cannot be read: " + e.getMessage(), privilege);
    }
  }

  private static boolean has(SnowflakeContext context, String role) {
    return context
        .sql()
        .first(
            "SELECT IS_ROLE_IN_SESSION(" + SnowflakeSql.literal(role) + ") AS \"has\"",
            row -> row.optionalText("has").filter(Boolean::parseBoolean).isPresent())
        .orElse(false);
  }

  /** A refresh that goes on is waited for. */
  void idle(SnowflakeHaView view, String node, Duration wait) {
    Optional<SnowflakeRefresh> running =
        view.told(node).flatMap(snapshot -> snapshot.running(view.group(node)));
    checks.advise(
        running.isEmpty(),
        "no refresh goes on",
        node,
        running.map(refresh -> refresh.phase() + " of " + refresh.job()).orElse("none"),
        "none",
        "It is waited for, at most " + wait + ": nobody is promoted during a refresh.");
  }
}
