package io.gds.database.mssql;

import java.util.Objects;
import java.util.Optional;

/**
 * A user of a database who belongs to a login that this server does not have: the database came
 * from another server, or the login was dropped.
 *
 * @param database the database
 * @param user the user
 * @param sid the identifier of the login that is missing, as {@code 0x} and hexadecimal digits; a
 *     login made with it, see {@link MssqlUser#SID}, has the user again
 * @param loginOfSameName the login by password that is called like the user and has no other user
 *     in the database, to whom the user may be given; names alone prove nothing
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/sql-server/failover-clusters/troubleshoot-orphaned-users-sql-server">
 *     Troubleshoot orphaned users</a>
 */
public record MssqlOrphan(
    String database, String user, String sid, Optional<String> loginOfSameName) {
  /** Checks that nothing is missing. */
  public MssqlOrphan {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(sid, "sid");
    Objects.requireNonNull(loginOfSameName, "loginOfSameName");
  }
}
