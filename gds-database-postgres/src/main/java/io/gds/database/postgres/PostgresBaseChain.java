package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A base backup with all that it builds on. Reads nothing; proves nothing of what the backups hold.
 * Immutable.
 *
 * @param members the backups, the full one first and the one meant last, as far as they are there
 * @param fault why they are no chain that can be restored, as a sentence; empty if they are one
 */
record PostgresBaseChain(List<BackupInfo> members, Optional<String> fault) {
  private static final String RULE = "all that the backup builds on is there";
  private static final String REMEDY =
      "Put the backups it builds on, with their manifests, into the same directory, or use another"
          + " backup.";

  PostgresBaseChain {
    members = List.copyOf(members);
  }

  /**
   * Finds it.
   *
   * @param last the backup meant, which need not be on the shelf
   * @param shelf all base backups of the directory in which it lies
   */
  static PostgresBaseChain of(BackupInfo last, List<BackupInfo> shelf) {
    Map<String, BackupInfo> known = new HashMap<>();
    shelf.forEach(backup -> known.put(backup.id(), backup));
    List<BackupInfo> members = new ArrayList<>(List.of(last));
    Set<String> seen = new HashSet<>(Set.of(last.id()));
    BackupInfo at = last;
    while (at.backupType() == BackupType.INCREMENTAL) {
      String needed = at.basedOn().orElse("");
      BackupInfo before = known.get(needed);
      if (before == null) {
        return new PostgresBaseChain(
            members,
            Optional.of(
                at.location() + " builds on the backup " + needed + ", which is not beside it"));
      }
      if (!seen.add(before.id())) {
        return new PostgresBaseChain(
            members, Optional.of(at.location() + " builds on itself, by way of others"));
      }
      Optional<String> unfit = unfit(before, at);
      members.add(0, before);
      if (unfit.isPresent()) {
        return new PostgresBaseChain(members, unfit);
      }
      at = before;
    }
    return new PostgresBaseChain(members, Optional.empty());
  }

  /** Why one cannot be the base of another, by what their manifests tell. */
  private static Optional<String> unfit(BackupInfo base, BackupInfo next) {
    String both = next.location() + " does not build on " + base.location() + ": ";
    if (!system(base).equals(system(next))) {
      return Optional.of(both + "they are of different servers");
    }
    if (!major(base).equals(major(next))) {
      return Optional.of(both + "they are of different major versions");
    }
    if (!checksums(base).equals(checksums(next))) {
      return Optional.of(both + "the server's pages have checksums in one of them only");
    }
    String begin = base.positions().getOrDefault(PostgresServerBackups.START, "");
    String from = next.positions().getOrDefault(PostgresServerBackups.BASE_START, "");
    return begin.equals(from)
        ? Optional.empty()
        : Optional.of(both + "it builds on one that begins at " + from + ", not at " + begin);
  }

  private static String system(BackupInfo backup) {
    return backup.attributes().getOrDefault(PostgresServerFacts.SYSTEM, "");
  }

  private static String checksums(BackupInfo backup) {
    return backup.attributes().getOrDefault(PostgresServerFacts.CHECKSUMS, "");
  }

  private static String major(BackupInfo backup) {
    return backup.serverVersion().orElse("").replaceAll("\\D.*", "");
  }

  /** The backup meant. */
  BackupInfo last() {
    return members.get(members.size() - 1);
  }

  /**
   * How much room it takes where it is restored. Of what cannot be read it is the size of the
   * archive: who reads it in earnest refuses it.
   */
  PostgresBaseSize size() {
    List<Path> archives =
        members.stream().map(member -> member.location().path().toAbsolutePath()).toList();
    try {
      return PostgresBaseSize.of(archives, PostgresReach.Base.of(last()).segmentBytes());
    } catch (DatabaseException e) {
      return new PostgresBaseSize(last().bytes().orElse(0), Map.of());
    }
  }

  /** Whether there is more than the backup itself. */
  boolean isIncremental() {
    return last().backupType() == BackupType.INCREMENTAL;
  }

  boolean isWhole() {
    return fault.isEmpty();
  }

  /** Measures whether it is whole. */
  Check check(Clock clock) {
    return Checks.demand(
        clock,
        isWhole(),
        RULE,
        last().location().toString(),
        fault.orElseGet(() -> members.size() + " backups from the full one on"),
        "a chain without a hole",
        ErrorCode.NOT_FOUND,
        REMEDY);
  }

  /**
   * Refuses what is not whole.
   *
   * @throws io.gds.database.error.NotFoundException if it is not
   */
  PostgresBaseChain requireWhole() {
    if (fault.isPresent()) {
      throw refusal(last().location().toString(), fault.get());
    }
    return this;
  }

  private static DatabaseException refusal(String target, String why) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, why).target(target).remedy(REMEDY).toException();
  }
}
