package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ProcessMark;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases that a restore, a trial or a clone works with under temporary names. A process that
 * is killed leaves them behind. Their names carry the mark of the process that made them, from
 * their first moment to the one in which they get their own name, so that the next process can tell
 * whose they are. What is half restored is dropped if its process is known to be over, and if
 * nobody is in it; of a process on another machine, or in another container, nothing can be known
 * from here, and it is left alone. What was replaced holds what people had, and is never dropped
 * but by the restore that replaced it. Whatever is left is told by {@link PostgresHealth}.
 */
final class PostgresLeftDatabases {
  /** What the names of unfinished databases begin with. */
  static final String NEW = "gds_new_";

  /** What the names of replaced databases begin with. */
  static final String OLD = "gds_old_";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresLeftDatabases.class);
  private static final int MARK = 2;

  /** Without a mark: as versions before wrote them. */
  private static final Pattern FORM =
      Pattern.compile(
          "gds_(new|old)_(?:([0-9a-f]{8}-\\d{1,10}-[0-9a-z]{1,13})-[0-9a-f]{8}|[0-9a-f]{12})");

  private static final String QUESTION =
      "SELECT d.datname::text AS name FROM pg_database AS d WHERE d.datname LIKE 'gds\\_new\\_%'"
          + " AND pg_has_role(current_user, d.datdba, 'USAGE') ORDER BY 1";

  private static final String USED =
      "SELECT EXISTS (SELECT 1 FROM pg_stat_activity AS a WHERE a.datname = ?"
          + " AND a.backend_type IS DISTINCT FROM 'autovacuum worker') AS used";

  private PostgresLeftDatabases() {}

  /** How temporary names of this process end; together with the longest begin 51 characters. */
  static String stamp() {
    return ProcessMark.current()
        + "-"
        + UUID.randomUUID().toString().replace("-", "").substring(0, 8);
  }

  /**
   * Adds a step for each unfinished database of this role whose process was killed; none if it
   * cannot be seen. That one cannot be dropped is no reason against the work that comes now.
   *
   * @param node what the server is called in the script; empty for the engine itself
   */
  static <T extends @Nullable Object> void sweep(
      Plan.Builder<T> plan, PostgresContext context, String node) {
    try {
      for (String name : context.sql().query(QUESTION, row -> row.text("name"))) {
        if (isAbandoned(name)) {
          String text =
              "-- left unfinished by a process that was killed\nDROP DATABASE IF EXISTS "
                  + PostgresSql.name(name);
          plan.step(
              new Step(StepKind.SQL, text, Effect.IDEMPOTENT, node),
              step -> drop(context, name, step),
              () -> Reconciler.Finding.NOT_DONE);
        }
      }
    } catch (DatabaseException e) {
      LOG.warn("could not look for unfinished databases of killed processes: {}", e.toString());
    }
  }

  /** Without force: whoever is in it has a reason, but for the tool of the process that is over. */
  private static void drop(PostgresContext context, String name, StepContext step) {
    step.throwIfCancelled();
    try {
      PostgresToolSessions.endAbandoned(context);
      context.connections().forget(name);
      if (context.sql().first(USED, row -> row.bool("used"), name).orElse(false)) {
        LOG.warn("left {} alone, which a killed process left: somebody is in it", name);
        return;
      }
      PostgresSwap.discard(context, context.sql().during(step), name, "");
      LOG.info("dropped {}, left unfinished by a process that was killed", name);
    } catch (DatabaseException e) {
      step.throwIfCancelled();
      LOG.warn("could not drop {}, which a killed process left: {}", name, e.toString());
    }
  }

  /** Whether it is an unfinished one of a process that is known to be over. */
  static boolean isAbandoned(String name) {
    return name.startsWith(NEW) && state(name).filter(ProcessMark.State.DEAD::equals).isPresent();
  }

  /** What is known of the process that gave a name of ours; empty if nobody can know. */
  private static Optional<ProcessMark.State> state(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        ? Optional.ofNullable(matcher.group(MARK))
            .flatMap(ProcessMark::parse)
            .map(ProcessMark::stateOnAnyMachine)
        : Optional.empty();
  }

  /**
   * What is to be told of a database: nothing of one whose process here runs.
   *
   * @param measured what it is
   * @param remedy what to do, with the statement
   */
  record Left(String measured, String remedy) {}

  /** Whether a database is left of a restore or clone, by its name, and what to do. */
  static Optional<Left> told(String name) {
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<ProcessMark.State> state = state(name);
    if (state.filter(ProcessMark.State.ALIVE::equals).isPresent()) {
      return Optional.empty();
    }
    boolean replaced = name.startsWith(OLD);
    boolean over = state.filter(ProcessMark.State.DEAD::equals).isPresent();
    String drop = "DROP DATABASE " + PostgresSql.name(name) + ";";
    String what =
        replaced
            ? "what a restore replaced, and did not come to drop"
            : "what a restore or clone left unfinished";
    String whose = over ? ", by a process that was killed" : ", unless it still runs elsewhere";
    String see =
        replaced
            ? "See that what took its place is good, then " + drop
            : over
                ? drop + " The next restore or clone from here does so."
                : "See that no restore or clone runs on another machine, then " + drop;
    return Optional.of(new Left(what + whose, see));
  }
}
