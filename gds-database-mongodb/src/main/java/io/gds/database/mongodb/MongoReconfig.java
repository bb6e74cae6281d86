package io.gds.database.mongodb;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt64;

/**
 * Another configuration for the set: the whole of it with the next version, never by force, sent to
 * the primary, and waited for until a majority has it. If another change came between, such as the
 * server's own after a new member has its data, it is made once more on top of that; if that other
 * change was somebody else's, nothing is sent.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetReconfig/">replSetReconfig</a>
 */
final class MongoReconfig {
  /** The set was busy with, or had, another configuration; or the primary is another now. */
  private static final Set<String> AGAIN = Set.of("103", "109", "308", "10107");

  /** It did not end in time: it may have been taken all the same. */
  private static final Set<String> LATE = Set.of("50", "202", "262");

  private final MongoContext context;
  private final MongoMembers members;
  private final String primary;
  private final MongoSetConfig before;
  private final MongoSetConfig wanted;
  private final Duration wait;

  /**
   * A change.
   *
   * @param primary who is primary when it is this change's turn
   * @param before what the set has now, or will have when it is this change's turn
   * @param wanted what it is to have
   * @param wait how long it may take
   */
  MongoReconfig(
      MongoContext context,
      String primary,
      MongoSetConfig before,
      MongoSetConfig wanted,
      Duration wait) {
    this.context = context;
    this.members = new MongoMembers(context);
    this.primary = primary;
    this.before = before;
    this.wanted = wanted.after(before);
    this.wait = wait;
  }

  /** What the set has afterwards. */
  MongoSetConfig after() {
    return wanted;
  }

  /** As it is sent. */
  static BsonDocument command(MongoSetConfig config, Duration wait) {
    return new BsonDocument("replSetReconfig", config.document())
        .append("maxTimeMS", new BsonInt64(Math.max(1, wait.toMillis())));
  }

  /** Adds the change, and the wait for it. */
  void add(Plan.Builder<?> plan) {
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of("admin", command(wanted, wait)).text(),
            Effect.ONCE,
            primary),
        step -> send(primary().during(step), step::throwIfCancelled),
        Fate.settling(() -> read().says(wanted)));
    plan.step(
        new Step(
            StepKind.COMMAND,
            MongoStep.of("admin", MongoCommands.command("replSetGetStatus")).text()
                + "\n// until a majority of the voters has this configuration",
            Effect.READ,
            primary),
        this::awaitMajority);
  }

  /** Asked by itself, since a driver may take another for the primary yet. */
  private MongoCommands primary() {
    return members.commands(primary).orElseGet(context::commands);
  }

  private MongoSetConfig read() {
    return MongoMembers.patiently(() -> MongoSetConfig.read(primary()));
  }

  /** Takes it back: sends it again without a plan. */
  void send() {
    send(primary(), () -> {});
  }

  /** Sends it; nothing if the set has it already. */
  private void send(MongoCommands primary, Runnable onWait) {
    MongoSetConfig now = MongoSetConfig.read(primary);
    if (now.says(wanted)) {
      return;
    }
    try {
      run(primary, now);
    } catch (DatabaseException e) {
      if (e.nativeCode().filter(AGAIN::contains).isEmpty()) {
        throw e;
      }
      onWait.run();
      MongoWait.pause();
      MongoSetConfig newer = MongoSetConfig.read(primary);
      if (!newer.says(wanted)) {
        run(primary, newer);
      }
    }
  }

  private void run(MongoCommands primary, MongoSetConfig now) {
    if (!now.says(before)) {
      throw MongoSetLook.stale(
          "the set has another configuration than was planned on, of version " + now.version());
    }
    try {
      primary.admin(command(wanted.after(now), wait));
    } catch (DatabaseException e) {
      if (e.nativeCode().filter(LATE::contains).isEmpty() || !read().says(wanted)) {
        throw e;
      }
      // The primary has it: whether the others take it is what is waited for next.
    }
  }

  private void awaitMajority(StepContext step) {
    if (!MongoWait.until(wait, step::throwIfCancelled, this::isCommitted)) {
      throw ErrorDetails.of(
              ErrorCode.TIMEOUT,
              "the primary has the new configuration, and no majority of the voters has it after "
                  + wait)
          .remedy("See haStatus() for members that do not take it.")
          .toException();
    }
  }

  private boolean isCommitted() {
    MongoCommands commands = primary();
    MongoSetConfig now = MongoMembers.patiently(() -> MongoSetConfig.read(commands));
    MongoSetStatus status = MongoMembers.patiently(() -> MongoSetStatus.read(commands));
    long have =
        now.voters().stream()
            .flatMap(voter -> status.member(voter.host()).stream())
            .filter(row -> row.up() && row.configVersion().orElse(-1) == now.version())
            .count();
    return now.says(wanted) && have >= now.majority();
  }
}
