package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a restore keeps of the database that it replaces: all that belongs to the database itself
 * and of which the archive tells nothing. An archive without a manifest tells nothing of it; of one
 * that is restored without its rights, nothing is told of rights and the settings of roles. Else a
 * new database has the rights that every new one has, and everybody gets into what was closed. What
 * the archive does tell goes before: it is the database's of that time. Used for one restore.
 */
final class PostgresKept {
  private final PostgresContext context;
  private final String name;
  private final PostgresFacts replaced;
  private final Optional<PostgresFacts> archive;
  private final boolean keepsOwner;

  private PostgresKept(
      PostgresContext context,
      String name,
      PostgresFacts replaced,
      Optional<PostgresFacts> archive,
      boolean keepsOwner) {
    this.context = context;
    this.name = name;
    this.replaced = replaced;
    this.archive = archive;
    this.keepsOwner = keepsOwner;
  }

  /**
   * What there is to keep, if there is a database to be replaced and the archive lacks anything.
   */
  static Optional<PostgresKept> of(
      PostgresContext context, String name, PostgresRestoreSource source, OptionValues values) {
    boolean lacks = source.facts().isEmpty() || values.valueOf(PostgresRestore.NO_ACL);
    if (!source.isReadable() || !lacks) {
      return Optional.empty();
    }
    return PostgresFacts.find(context.sql(), name)
        .map(
            facts ->
                new PostgresKept(
                    context,
                    name,
                    facts,
                    source.facts(),
                    !values.valueOf(PostgresRestore.NO_OWNER)));
  }

  private boolean isWhole() {
    return archive.isEmpty();
  }

  /** Whom the restored database is to belong to; empty if to whoever restores it. */
  private Optional<String> owner() {
    return Optional.of(archive.orElse(replaced).owner())
        .filter(owner -> keepsOwner && !owner.isEmpty());
  }

  /**
   * The encoding and locale of the replaced database, where the archive tells of none that differs.
   *
   * @param encoding the archive's, if it tells
   */
  Optional<PostgresFacts> form(Optional<String> encoding) {
    return isWhole() && fits(encoding) ? Optional.of(replaced) : Optional.empty();
  }

  private boolean fits(Optional<String> encoding) {
    return encoding.isEmpty() || encoding.equals(replaced.value(PostgresFacts.ENCODING));
  }

  /** That it still is what the plan says: what somebody closed meanwhile must not be opened. */
  Check unchanged() {
    String rule = "what is kept of the replaced database is as it was planned with";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              boolean same = isUnchanged();
              return Checks.demand(
                  context.clock(),
                  same,
                  rule,
                  name,
                  same ? "as planned" : "changed",
                  "as planned",
                  ErrorCode.PRECONDITION_FAILED,
                  "Plan the restore again.");
            });
  }

  private boolean isUnchanged() {
    return PostgresFacts.find(context.sql(), name).filter(replaced::equals).isPresent();
  }

  /**
   * Adds the step that gives it to the restored database.
   *
   * @param notes takes what could not be given
   */
  <T> void give(Plan.Builder<T> plan, String fresh, Consumer<List<String>> notes) {
    PostgresBelongings belongings =
        PostgresBelongings.ofReplaced(replaced, fresh, owner(), isWhole());
    if (belongings.isEmpty()) {
      return;
    }
    plan.step(
        new Step(StepKind.SQL, belongings.text(), Effect.ONCE, ""),
        step -> notes.accept(give(belongings, step)),
        () -> Reconciler.Finding.NOT_DONE);
  }

  private List<String> give(PostgresBelongings belongings, StepContext step) {
    if (!isUnchanged()) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE,
              "the owner, rights or settings of "
                  + name
                  + " were changed while it was being restored, and would have been lost")
          .target(name)
          .remedy("Restore again: nothing was replaced.")
          .toException();
    }
    return belongings.run(context, step);
  }

  /** What was kept, in words. */
  List<String> notes(Optional<String> encoding) {
    List<String> kept = new ArrayList<>();
    if (isWhole()) {
      owner().ifPresent(owner -> kept.add("owner " + owner));
      replaced
          .value(PostgresFacts.CONNECTION_LIMIT)
          .filter(limit -> !limit.startsWith("-"))
          .ifPresent(limit -> kept.add("connection limit " + limit));
      replaced.value(PostgresFacts.COMMENT).ifPresent(comment -> kept.add("comment"));
    }
    replaced.acl().ifPresent(acl -> kept.add("rights"));
    if (isWhole() && !replaced.settings().isEmpty()) {
      kept.add("settings");
    }
    if (!replaced.roleSettings().isEmpty()) {
      kept.add("settings of roles");
    }
    if (isWhole() && !replaced.labels().isEmpty()) {
      kept.add("security labels");
    }
    List<String> notes = new ArrayList<>();
    if (!kept.isEmpty()) {
      notes.add(
          "See whether it suits: kept of the database that was replaced, since "
              + (isWhole()
                  ? "without a manifest nothing tells what the archive's were"
                  : "the archive's were left out")
              + ": "
              + String.join(", ", kept)
              + ".");
    }
    if (isWhole() && !fits(encoding)) {
      notes.add(
          "Its encoding is the archive's, "
              + encoding.orElse("")
              + ", and its locale the server's own; the database that was replaced had "
              + replaced.value(PostgresFacts.ENCODING).orElse("")
              + " and "
              + replaced.value(PostgresFacts.LC_COLLATE).orElse("")
              + ".");
    }
    return notes;
  }
}
