package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.mssql.MssqlRestoreFinder.Found;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is measured of the backups that a restore takes; reads nothing itself. */
final class MssqlSourceChecks {
  private final MssqlContext context;
  private final String name;
  private final MssqlRestoreWishes wishes;

  MssqlSourceChecks(MssqlContext context, String name, MssqlRestoreWishes wishes) {
    this.context = context;
    this.name = name;
    this.wishes = wishes;
  }

  /** Everything about where it comes from. */
  List<Check> source(Found found, MssqlPlanning.Chain chain) {
    List<Check> all = new ArrayList<>();
    if (wishes.part().isPresent()) {
      boolean has = found.tail().isPresent();
      all.add(
          Checks.demand(
              context.clock(),
              has,
              "the tail of the log follows on the backups",
              name,
              has ? "it does" : "it is of another history, or the source is a single archive",
              "it does",
              ErrorCode.PRECONDITION_FAILED,
              "Restore parts from the history of the database itself: they come to the state of"
                  + " the rest by its newest log."));
    }
    if (wishes.tail().isPresent() && wishes.part().isEmpty() && found.tail().isEmpty()) {
      all.add(
          Checks.advise(
              context.clock(),
              false,
              "the tail of the log is restored too",
              name,
              "it is backed up and kept, but of another history than the source, or the source is"
                  + " an archive",
              "restored",
              "To lose nothing of it, restore from the history of the database itself."));
    }
    chain
        .notes()
        .forEach(
            note ->
                all.add(
                    Checks.advise(
                        context.clock(),
                        false,
                        title(note.kind()),
                        found.database(),
                        note.text(),
                        "yes",
                        "See the reachable window, and choose another target or branch if this is"
                            + " not what is wanted.")));
    if (wishes.given(MssqlRestore.CREDENTIAL).isPresent()) {
      all.add(credential(chain));
    }
    if (!found.zone().known() && found.target() instanceof MssqlRestoreTarget.At) {
      all.add(
          Checks.advise(
              context.clock(),
              false,
              "the zone of the server's clock is known",
              context.runner().engine(),
              "only its distance from UTC now: " + found.zone().zone(),
              "a zone by name",
              "Name it by "
                  + MssqlRestore.TIME_ZONE.id()
                  + " if its clock is changed in summer and winter."));
    }
    return all;
  }

  /** What is given and opens nothing was given for something else than what was found. */
  private Check credential(MssqlPlanning.Chain chain) {
    boolean opens =
        wishes.namesBlobs()
            || chain.steps().stream().anyMatch(step -> wishes.reading(step).takesKey());
    return Checks.demand(
        context.clock(),
        opens,
        "a backup is read by the credential that was named",
        MssqlRestore.CREDENTIAL.id(),
        opens ? "at an address of Azure" : "none lies at an address of Azure",
        "at an address of Azure",
        ErrorCode.INVALID_OPTIONS,
        "Leave " + MssqlRestore.CREDENTIAL.id() + " out: what was found is read without it.");
  }

  /** Whether the server has what the content itself is encrypted with (TDE). */
  Check keys(Set<String> missing) {
    return Checks.demand(
        context.clock(),
        missing.isEmpty(),
        "the server has the certificates of encrypted databases",
        context.runner().engine(),
        missing.isEmpty() ? "there" : "not there: " + String.join(", ", missing),
        "there",
        ErrorCode.NOT_FOUND,
        "Restore the certificate of this thumbprint with its private key, in master.");
  }

  private static String title(MssqlPlanning.Note.Kind kind) {
    return switch (kind) {
      case CROSSES_BRANCH, OTHER_BRANCHES -> "one branch of the history leads to the target";
      case OTHER_DATABASES -> "one database had the name";
      case UNCERTAIN_END -> "the backups reach the target for certain";
      case NO_TAIL -> "the newest backup ends where the database ended";
      case LATER_UNUSED -> "all newer backups can be used";
      case NO_CHECKSUMS -> "all backups have checksums";
      case SEARCHES_MARK -> "it is known which log has the mark";
    };
  }

  /** The source could not be read. */
  Check unreadable(DatabaseException why) {
    return new Measurements(context.clock())
        .refused("the backups can be read", String.valueOf(wishes.source()), "readable", why);
  }

  /** There are backups, and no way by them to the target. */
  Check unreachable(Found found, MssqlChainProblem why) {
    return Checks.demand(
        context.clock(),
        false,
        "the backups lead to the target",
        found.database(),
        why.text(),
        "a chain of backups",
        code(why),
        why.remedy());
  }

  private ErrorCode code(MssqlChainProblem why) {
    return switch (why.kind()) {
      case NO_BACKUPS -> ErrorCode.NOT_FOUND;
      case DATA_UNUSABLE, LOG_UNUSABLE -> unusable(why);
      case TIME_AMBIGUOUS, MARK_UNBOUNDED, BRANCH_AMBIGUOUS -> ErrorCode.INVALID_OPTIONS;
      default -> ErrorCode.PRECONDITION_FAILED;
    };
  }

  /** By the first of the sets that stand in the way. */
  private ErrorCode unusable(MssqlChainProblem why) {
    Optional<MssqlBackupSet> set = why.sets().stream().findFirst();
    MssqlProduct product = context.product();
    if (set.filter(it -> !product.isService() && it.softwareMajor() > product.version().major())
        .isPresent()) {
      return ErrorCode.ARCHIVE_TOO_NEW;
    }
    if (set.filter(it -> it.reading().isEmpty()).isPresent()) {
      return ErrorCode.ARCHIVE_TRUNCATED;
    }
    if (set.filter(it -> it.certificate().isPresent()).isPresent()) {
      return ErrorCode.NOT_FOUND;
    }
    return set.filter(it -> it.is(MssqlBackupFlag.DAMAGED)).isPresent()
        ? ErrorCode.ARCHIVE_CORRUPT
        : ErrorCode.PRECONDITION_FAILED;
  }
}
