package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a check of a database found. That errors were found is no failure of the check: ask {@link
 * #isClean()}, or let {@link #requireClean()} throw. Immutable and thread-safe; made by this
 * library, its constructor may change.
 *
 * @param database the database
 * @param startedAt when it was begun
 * @param finishedAt when it ended
 * @param scope what was looked at
 * @param leftOut what was not looked at within that, by the options given; tables in memory never
 *     are
 * @param complete whether the check came to its end, as the server said by its sums, or by the time
 *     of the last good check that it remembers; it ends early where what is damaged keeps it from
 *     going on, and if tempdb is full
 * @param errors how many errors were reported, of any kind
 * @param allocationErrors how many of allocation the server counted; empty if it gave no sum
 * @param consistencyErrors how many of consistency the server counted; empty if it gave no sum
 * @param findings the first {@value #FINDINGS_KEPT} errors, in the server's order
 * @param minimumRepair the least repair that the server says would do, such as {@code
 *     repair_allow_data_loss}; empty if it named none. To restore a backup is the better way
 * @param tempdbBytes how much room in tempdb it would take; only told for an estimate
 * @param integrity what the server remembered after it
 */
public record MssqlCheckInfo(
    String database,
    Instant startedAt,
    Instant finishedAt,
    Scope scope,
    List<String> leftOut,
    boolean complete,
    long errors,
    OptionalLong allocationErrors,
    OptionalLong consistencyErrors,
    List<MssqlCheckFinding> findings,
    Optional<String> minimumRepair,
    OptionalLong tempdbBytes,
    MssqlIntegrity integrity) {
  /** So many errors are kept; all are counted. */
  public static final int FINDINGS_KEPT = 100;

  /** What a check looks at. */
  public enum Scope {
    /** Nothing: it was only estimated what it would take. */
    NOTHING,
    /** Pages, records and allocation. */
    PHYSICAL,
    /** That, and whether tables, indexes and the catalogue agree. */
    FULL,
    /** That, and indexed views, XML and spatial indexes against their tables. */
    EXTENDED
  }

  /** Checks that nothing is missing, and takes a copy. */
  public MssqlCheckInfo {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(allocationErrors, "allocationErrors");
    Objects.requireNonNull(consistencyErrors, "consistencyErrors");
    leftOut = List.copyOf(leftOut);
    findings = List.copyOf(findings);
    Objects.requireNonNull(minimumRepair, "minimumRepair");
    Objects.requireNonNull(tempdbBytes, "tempdbBytes");
    Objects.requireNonNull(integrity, "integrity");
  }

  /** How long it took. */
  public Duration duration() {
    return Duration.between(startedAt, finishedAt);
  }

  /** Whether what was looked at was looked at to the end, and no error was found. */
  public boolean isClean() {
    return scope != Scope.NOTHING && complete && errors == 0;
  }

  /**
   * This, if no error was found.
   *
   * @throws io.gds.database.error.DatabaseException with code DATABASE_CORRUPT if errors were
   *     found; STATEMENT_FAILED if none were, but the check did not come to its end; WRONG_STATE if
   *     nothing was checked
   */
  public MssqlCheckInfo requireClean() {
    if (isClean()) {
      return this;
    }
    ErrorDetails details;
    if (scope == Scope.NOTHING) {
      details =
          ErrorDetails.of(ErrorCode.WRONG_STATE, "nothing was checked, only estimated")
              .remedy("Check it without the option estimateOnly.");
    } else if (isProven()) {
      details =
          ErrorDetails.of(ErrorCode.DATABASE_CORRUPT, summary())
              .remedy("Restore what is damaged from a backup; see the findings and the pages.");
    } else {
      details =
          ErrorDetails.of(ErrorCode.STATEMENT_FAILED, summary())
              .remedy("Make room in tempdb, look at the server's error log, and check again.");
    }
    throw details.platform(DatabaseType.MSSQL.id()).target(database).toException();
  }

  /** Whether anything is damaged: that a check ended early by itself does not say so. */
  boolean isProven() {
    return errors > findings.size()
        || findings.stream()
            .anyMatch(finding -> !MssqlCheckFindings.ABORTED.contains(finding.number()));
  }

  /** What was found, in a sentence. */
  String summary() {
    StringBuilder text = new StringBuilder("the check of \"").append(database).append('"');
    text.append(complete ? " found " : " did not come to its end, and found until then ");
    text.append(errors).append(errors == 1 ? " error" : " errors");
    findings.stream()
        .findFirst()
        .ifPresent(first -> text.append(", the first of them ").append(first.described()));
    return text.toString();
  }
}
