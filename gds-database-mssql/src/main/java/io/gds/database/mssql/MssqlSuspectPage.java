package io.gds.database.mssql;

import java.time.Instant;
import java.util.Objects;

/**
 * A page that could not be read rightly at some time. Immutable and thread-safe; made by this
 * library, its constructor may change.
 *
 * @param fileId the number of its file in the database
 * @param pageId its number in the file
 * @param event what happened last
 * @param errors how many times it could not be read
 * @param updatedAt when that was noted last, as the server's clock is set now
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/suspect-pages-transact-sql">
 *     suspect_pages</a>
 */
public record MssqlSuspectPage(
    int fileId, long pageId, Event event, int errors, Instant updatedAt) {
  /** Checks that nothing is missing. */
  public MssqlSuspectPage {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(updatedAt, "updatedAt");
  }

  /** Whether it is still taken to be bad. */
  public boolean isBad() {
    return switch (event) {
      case READ_ERROR, BAD_CHECKSUM, TORN, UNKNOWN -> true;
      case RESTORED, REPAIRED, DEALLOCATED -> false;
    };
  }

  /** What happened to a page; in newer versions there may be more. */
  public enum Event {
    /** Error 823, or an 824 of another kind than the next two. */
    READ_ERROR,
    /** Its checksum was wrong. */
    BAD_CHECKSUM,
    /** It was written in part only. */
    TORN,
    /** It was restored since. */
    RESTORED,
    /** It was repaired since. */
    REPAIRED,
    /** It was given up since, by a repair. */
    DEALLOCATED,
    /** Something that this version of the library does not know. */
    UNKNOWN;

    static Event of(int type) {
      return switch (type) {
        case 1 -> READ_ERROR;
        case 2 -> BAD_CHECKSUM;
        case 3 -> TORN;
        case 4 -> RESTORED;
        case 5 -> REPAIRED;
        case 7 -> DEALLOCATED;
        default -> UNKNOWN;
      };
    }
  }
}
