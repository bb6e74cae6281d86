package io.gds.database.mssql;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Operation;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users without their login: found in all databases at once, and given to another login. */
final class MssqlOrphans {
  private static final int CHUNK = 100;

  private final MssqlContext context;

  MssqlOrphans(MssqlContext context) {
    this.context = context;
  }

  private static String select(String database) {
    String principals = MssqlSql.name(database) + ".sys.database_principals";
    return "SELECT "
        + MssqlSql.literal(database)
        + " AS database_name, "
        + MssqlOpenDatabases.text("u.name")
        + " AS user_name, u.sid, "
        + MssqlOpenDatabases.text("n.name")
        + " AS login_name FROM "
        + principals
        + " u LEFT JOIN sys.server_principals l ON l.sid = u.sid LEFT JOIN sys.server_principals n"
        + " ON n.name = u.name COLLATE DATABASE_DEFAULT AND n.type = 'S' AND NOT EXISTS (SELECT 1"
        + " FROM "
        + principals
        + " x WHERE x.sid = n.sid) WHERE u.type = 'S' AND u.authentication_type = 1 AND"
        + " u.principal_id > "
        + MssqlPrincipals.LAST_SYSTEM_USER
        + " AND l.sid IS NULL";
  }

  /** Those of all databases that this login may look into, or of one. */
  List<MssqlOrphan> find(@Nullable String only) {
    context.runner().requireOpen();
    requireSight();
    MssqlOpenDatabases databases = new MssqlOpenDatabases(context, CHUNK);
    List<MssqlOrphan> found = new ArrayList<>();
    databases.ask(
        only == null ? databases.names() : List.of(only),
        MssqlOrphans::select,
        List.of(),
        row ->
            found.add(
                new MssqlOrphan(
                    row.text("database_name"),
                    row.text("user_name"),
                    "0x" + HexFormat.of().withUpperCase().formatHex(row.bytes("sid")),
                    row.optionalText("login_name"))));
    return List.copyOf(found);
  }

  /** Whoever does not see the logins takes every user for an orphan. */
  private void requireSight() {
    boolean sees =
        context
            .sql()
            .first(
                "SELECT " + MssqlPrincipals.SEES_LOGINS + " AS may_see",
                row -> row.intValue("may_see") == 1)
            .orElse(false);
    if (!sees) {
      throw ErrorDetails.of(
              ErrorCode.PERMISSION_DENIED,
              "this login does not see the logins of others, so that every user would look orphaned")
          .with("right", "VIEW ANY DEFINITION")
          .remedy(
              "GRANT VIEW ANY DEFINITION TO this login; from 2022 on VIEW ANY SECURITY DEFINITION is"
                  + " enough.")
          .toException();
    }
  }

  /** Gives a user to another login. */
  Operation<@Nullable Void> map(String database, String user, String login) {
    return new MssqlUserAlteration(context)
        .alterUser(
            AlterUserOptions.builder()
                .database(database)
                .name(user)
                .option(MssqlUser.LOGIN, login)
                .build());
  }

  /** The databases where a login has a user. */
  List<String> databasesOf(String login) {
    MssqlOpenDatabases databases = new MssqlOpenDatabases(context, CHUNK);
    List<String> found = new ArrayList<>();
    databases.ask(
        databases.names(),
        database ->
            "SELECT "
                + MssqlSql.literal(database)
                + " AS database_name FROM "
                + MssqlSql.name(database)
                + ".sys.database_principals u JOIN sys.server_principals l ON l.sid = u.sid"
                + " WHERE l.name = ? AND u.principal_id > "
                + MssqlPrincipals.LAST_SYSTEM_USER,
        List.of(login),
        row -> found.add(row.text("database_name")));
    return found;
  }

  /** For people: the databases, or nothing. */
  static Optional<String> told(List<String> databases) {
    return databases.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", databases));
  }
}
