package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/**
 * A set as all its members see it that can be asked, and nobody's word alone: who is primary is
 * settled by the newest election, and who is down by all.
 *
 * @param config its configuration
 * @param first who was asked first: the one the engine is connected to, mostly the primary
 * @param answers what each member said of itself and the others, by its name
 */
record MongoSetView(
    MongoSetConfig config, MongoSetStatus first, Map<String, MongoMembers.Asked<Answer>> answers) {
  /**
   * What a member said.
   *
   * @param status how it sees the set
   * @param oldest the first change that its oplog still has, if it may be read
   */
  record Answer(MongoSetStatus status, Optional<BsonTimestamp> oldest) {}

  MongoSetView {
    answers = Map.copyOf(answers);
  }

  /** One answer, and nobody else was asked. */
  static MongoSetView brief(MongoSetConfig config, MongoSetStatus status) {
    return new MongoSetView(config, status, Map.of());
  }

  /**
   * Asks: for the configuration, and each member with data for its status and the beginning of its
   * oplog. Members that only vote have no users, so nobody can log in there.
   *
   * @return empty if the server is in no set, or in one that is not initiated
   */
  static Optional<MongoSetView> read(MongoContext context) {
    MongoCommands commands = context.commands().anywhere();
    Optional<MongoSetConfig> config = config(context);
    if (config.isEmpty()) {
      return Optional.empty();
    }
    MongoSetStatus first = MongoMembers.patiently(() -> MongoSetStatus.read(commands));
    Optional<String> self = first.self().map(MongoMemberStatus::host);
    MongoMembers members = new MongoMembers(context);
    List<String> others =
        config.get().members().stream()
            .filter(member -> !member.arbiter())
            .map(MongoSetMember::host)
            .filter(host -> self.isEmpty() || !self.get().equals(host))
            .toList();
    Map<String, MongoMembers.Asked<Answer>> answers =
        new LinkedHashMap<>(members.ask(others, each -> answer(MongoSetStatus.read(each), each)));
    self.ifPresent(
        host ->
            answers.put(
                host,
                new MongoMembers.Asked<>(
                    Optional.of(answer(first, members.brief(host).orElse(commands))), true, "")));
    return Optional.of(new MongoSetView(config.get(), first, answers));
  }

  /** One that neither leads nor follows lets nobody read, and the driver would give it up. */
  private static Answer answer(MongoSetStatus status, MongoCommands commands) {
    boolean readable =
        status.state() == MongoMemberState.PRIMARY || status.state() == MongoMemberState.SECONDARY;
    return new Answer(status, readable ? oldest(commands) : Optional.empty());
  }

  /** The configuration; empty if the server is in no set, or in one that is not initiated. */
  static Optional<MongoSetConfig> config(MongoContext context) {
    if (!context.product().isReplicaSet()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          MongoMembers.patiently(() -> MongoSetConfig.read(context.commands().anywhere())));
    } catch (DatabaseException e) {
      if (isNotInitiated(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static boolean isNotInitiated(DatabaseException e) {
    return e.nativeCode().filter("94"::equals).isPresent();
  }

  /** The first change in the oplog: one document, without a scan. */
  private static Optional<BsonTimestamp> oldest(MongoCommands commands) {
    BsonDocument find =
        new BsonDocument("find", new BsonString("oplog.rs"))
            .append("sort", new BsonDocument("$natural", new BsonInt32(1)))
            .append("limit", new BsonInt32(1))
            .append("projection", new BsonDocument("ts", new BsonInt32(1)));
    try {
      return commands.all("local", find).stream()
          .findFirst()
          .map(entry -> entry.get("ts"))
          .filter(time -> time.isTimestamp())
          .map(time -> time.asTimestamp());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      // It may not be read, or not now: then the window is not known.
      return Optional.empty();
    }
  }

  /** All answers there are, the first asked among them. */
  List<MongoSetStatus> statuses() {
    List<MongoSetStatus> all = new ArrayList<>();
    all.add(first);
    answers.values().stream()
        .flatMap(asked -> asked.answer().stream())
        .map(Answer::status)
        .filter(status -> !status.equals(first))
        .forEach(all::add);
    return all;
  }

  /** What a member says of its set itself. */
  Optional<MongoSetStatus> answer(String host) {
    MongoMembers.Asked<Answer> asked = answers.get(host);
    if (asked != null && asked.answer().isPresent()) {
      return asked.answer().map(Answer::status);
    }
    return first.self().filter(self -> self.host().equals(host)).map(self -> first);
  }

  /** Why a member did not answer; empty if it did, or nobody asked it. */
  Optional<String> silence(String host) {
    MongoMembers.Asked<Answer> asked = answers.get(host);
    return Optional.ofNullable(asked)
        .filter(each -> each.answer().isEmpty())
        .map(MongoMembers.Asked::why);
  }

  /** Whether it was asked, and did not answer. */
  boolean isMute(String host) {
    MongoMembers.Asked<Answer> asked = answers.get(host);
    return asked != null && asked.allowed() && asked.answer().isEmpty();
  }

  /**
   * Who is primary: of those who say so themselves the one of the newest election; if none says so,
   * whom those that know the newest election name, unless that one itself says otherwise.
   */
  Optional<String> primary() {
    Optional<String> own =
        claimants().max(Comparator.comparingLong(MongoSetView::termOf)).flatMap(MongoSetView::name);
    if (own.isPresent()) {
      return own;
    }
    return statuses().stream()
        .sorted(Comparator.comparingLong(MongoSetView::termOf).reversed())
        .flatMap(status -> status.primary().stream())
        .map(MongoMemberStatus::host)
        .filter(host -> answer(host).isEmpty())
        .findFirst();
  }

  private Stream<MongoSetStatus> claimants() {
    return statuses().stream().filter(status -> status.state() == MongoMemberState.PRIMARY);
  }

  private static Optional<String> name(MongoSetStatus status) {
    return status.self().map(MongoMemberStatus::host);
  }

  private static long termOf(MongoSetStatus status) {
    return status.term().orElse(-1);
  }

  /** The newest election that anybody knows of. */
  long term() {
    return statuses().stream().mapToLong(MongoSetView::termOf).max().orElse(-1);
  }

  /** Who holds itself for the primary by an older election, and by which. */
  Map<String, Long> rivals() {
    Map<String, Long> rivals = new LinkedHashMap<>();
    Optional<String> primary = primary();
    claimants()
        .forEach(
            status ->
                name(status)
                    .filter(host -> !primary.equals(Optional.of(host)))
                    .ifPresent(host -> rivals.put(host, termOf(status))));
    return rivals;
  }

  /** Whose answer is believed about the others: the primary's, else the newest. */
  MongoSetStatus teller() {
    return primary()
        .flatMap(this::answer)
        .orElseGet(
            () ->
                statuses().stream()
                    .max(Comparator.comparingLong(MongoSetView::termOf))
                    .orElse(first));
  }

  /** How a member is told of: by itself, else by the one believed. */
  Optional<MongoMemberStatus> row(String host) {
    return answer(host).flatMap(MongoSetStatus::self).or(() -> teller().member(host));
  }

  /** What a member is: by its own word; else by any that hears of it; down only if nobody does. */
  MongoMemberState state(String host) {
    Optional<MongoSetStatus> own = answer(host);
    if (own.isPresent()) {
      return own.get().state();
    }
    Optional<MongoMemberStatus> told = teller().member(host);
    if (told.filter(MongoMemberStatus::up).isPresent()) {
      return told.get().state();
    }
    Optional<MongoMemberStatus> heard =
        statuses().stream()
            .flatMap(status -> status.member(host).stream())
            .filter(MongoMemberStatus::up)
            .findFirst();
    if (heard.isPresent()) {
      return heard.get().state();
    }
    return told.isPresent() ? MongoMemberState.DOWN : MongoMemberState.UNKNOWN;
  }

  /** Who hears of a member and who does not, if they differ; itself left out. */
  Optional<String> disagreement(String host) {
    List<String> hear = new ArrayList<>();
    List<String> deaf = new ArrayList<>();
    for (MongoSetStatus status : statuses()) {
      Optional<MongoMemberStatus> row = status.member(host).filter(each -> !each.self());
      Optional<String> by = name(status);
      if (row.isPresent() && by.isPresent()) {
        (row.get().up() ? hear : deaf).add(by.get());
      }
    }
    return deaf.isEmpty() || (hear.isEmpty() && answer(host).isEmpty())
        ? Optional.empty()
        : Optional.of(
            "it is not heard of by "
                + String.join(", ", deaf)
                + (hear.isEmpty()
                    ? ", and answers here"
                    : ", and is by " + String.join(", ", hear)));
  }

  /** The last change a member has, as far as anybody knows. */
  Optional<BsonTimestamp> position(String host) {
    return row(host)
        .flatMap(MongoMemberStatus::position)
        .or(
            () ->
                statuses().stream()
                    .flatMap(status -> status.member(host).stream())
                    .flatMap(row -> row.position().stream())
                    .max(Comparator.naturalOrder()));
  }

  /**
   * How far a member is behind the primary, both as one answer has them; less what it is behind on
   * purpose. Empty if there is no primary in it, or the member is down or has no data.
   */
  Optional<Duration> lag(String host) {
    Optional<MongoSetMember> member = config.member(host).filter(each -> !each.arbiter());
    MongoSetStatus status = teller();
    Optional<BsonTimestamp> ahead =
        primary().flatMap(status::member).flatMap(MongoMemberStatus::position);
    Optional<BsonTimestamp> own =
        status.member(host).filter(MongoMemberStatus::up).flatMap(MongoMemberStatus::position);
    if (member.isEmpty() || ahead.isEmpty() || own.isEmpty()) {
      return Optional.empty();
    }
    Duration behind =
        Duration.ofSeconds(seconds(ahead.get()) - seconds(own.get())).minus(member.get().delay());
    return Optional.of(behind.isNegative() ? Duration.ZERO : behind);
  }

  static long seconds(BsonTimestamp time) {
    return Integer.toUnsignedLong(time.getTime());
  }

  /** Whether a member has all that the primary has, as one answer has them. */
  boolean isInStep(String host) {
    MongoSetStatus status = teller();
    Optional<BsonTimestamp> ahead =
        primary().flatMap(status::member).flatMap(MongoMemberStatus::position);
    Optional<BsonTimestamp> own = status.member(host).flatMap(MongoMemberStatus::position);
    return ahead.isPresent() && own.isPresent() && own.get().compareTo(ahead.get()) >= 0;
  }

  /** The first change that a member's oplog still has. */
  Optional<BsonTimestamp> oldest(String host) {
    MongoMembers.Asked<Answer> asked = answers.get(host);
    return asked == null ? Optional.empty() : asked.answer().flatMap(Answer::oldest);
  }

  /** From the first change in a member's oplog to its last. */
  Optional<Duration> window(String host) {
    return oldest(host)
        .flatMap(
            begin ->
                position(host)
                    .map(end -> Duration.ofSeconds(Math.max(0, seconds(end) - seconds(begin)))));
  }

  /**
   * Whether a member that is alive has fallen so far behind that no other has the changes any more
   * that it needs next: it never catches up by itself.
   */
  boolean isStale(String host) {
    MongoMemberState state = state(host);
    if (state != MongoMemberState.RECOVERING) {
      return false;
    }
    return answer(host).filter(MongoSetStatus::tooStale).isPresent() || lacksNext(host);
  }

  private boolean lacksNext(String host) {
    Optional<BsonTimestamp> last = position(host);
    List<BsonTimestamp> begins =
        config.members().stream()
            .map(MongoSetMember::host)
            .filter(other -> !other.equals(host))
            .flatMap(other -> oldest(other).stream())
            .toList();
    return last.isPresent()
        && !begins.isEmpty()
        && begins.stream().allMatch(begin -> begin.compareTo(last.get()) > 0);
  }

  /** The voters that are alive. */
  List<String> alive() {
    return config.voters().stream()
        .map(MongoSetMember::host)
        .filter(host -> state(host).votes())
        .toList();
  }

  boolean hasMajority() {
    return alive().size() >= config.majority();
  }

  /** Which living members have another configuration than this one. */
  List<String> behindInConfiguration() {
    MongoSetStatus status = teller();
    return status.members().stream()
        .filter(MongoMemberStatus::up)
        .filter(
            row ->
                row.configVersion().isPresent()
                    && row.configVersion().getAsLong() != config.version())
        .map(MongoMemberStatus::host)
        .toList();
  }
}
