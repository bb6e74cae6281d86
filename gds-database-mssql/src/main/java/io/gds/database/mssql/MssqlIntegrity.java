package io.gds.database.mssql;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the server remembers of a database's integrity. Immutable and thread-safe; made by this
 * library, its constructor may change.
 *
 * @param database the database
 * @param readAt when it was read
 * @param lastGoodCheck when a check last ended without errors, as the server's clock is set now;
 *     empty if never, or if that is not known. A check of the physical structure counts, and in an
 *     availability group one on the primary
 * @param lastGoodCheckUnknown why that is not known; empty if it is
 * @param suspectPages pages that could not be read rightly at some time, since repaired ones
 *     included; the server keeps at most 1,000 of all databases
 * @param suspectPagesUnknown why they are not known; empty if they are
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/functions/databasepropertyex-transact-sql">
 *     LastGoodCheckDbTime</a>
 */
public record MssqlIntegrity(
    String database,
    Instant readAt,
    Optional<Instant> lastGoodCheck,
    Optional<String> lastGoodCheckUnknown,
    List<MssqlSuspectPage> suspectPages,
    Optional<String> suspectPagesUnknown) {
  /** Checks that nothing is missing, and takes a copy. */
  public MssqlIntegrity {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(lastGoodCheck, "lastGoodCheck");
    Objects.requireNonNull(lastGoodCheckUnknown, "lastGoodCheckUnknown");
    suspectPages = List.copyOf(suspectPages);
    Objects.requireNonNull(suspectPagesUnknown, "suspectPagesUnknown");
  }

  /** The same with these pages. */
  MssqlIntegrity with(List<MssqlSuspectPage> pages) {
    return new MssqlIntegrity(
        database, readAt, lastGoodCheck, lastGoodCheckUnknown, pages, suspectPagesUnknown);
  }

  /** The pages that are still taken to be bad. */
  public List<MssqlSuspectPage> badPages() {
    return suspectPages.stream().filter(MssqlSuspectPage::isBad).toList();
  }
}
