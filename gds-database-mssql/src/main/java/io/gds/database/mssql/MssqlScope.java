package io.gds.database.mssql;

import java.util.Optional;

/**
 * Where principals live: on the server, or in one database.
 *
 * @param database the database; empty for the server
 */
record MssqlScope(Optional<String> database) {
  /** Rights on the server can be given from here only. */
  static final String SERVER_HOME = "master";

  /**
   * A place.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so
   */
  static MssqlScope of(Optional<String> database) {
    database.ifPresent(MssqlSql.NAMES::check);
    return new MssqlScope(database);
  }

  boolean isServer() {
    return database.isEmpty();
  }

  /** The database that statements about it are sent in; empty if that does not matter. */
  String home() {
    return database.orElse("");
  }

  /** The database that rights are given in. */
  String homeOfRights() {
    return database.orElse(SERVER_HOME);
  }

  /** A catalogue view: {@code sys.server_…}, or {@code [name].sys.database_…}. */
  String view(String name) {
    return database
        .map(found -> MssqlSql.name(found) + ".sys.database_" + name)
        .orElse("sys.server_" + name);
  }

  /** What a role is called here. */
  String role() {
    return isServer() ? "SERVER ROLE" : "ROLE";
  }

  /** What a user is called here. */
  String user() {
    return isServer() ? "LOGIN" : "USER";
  }

  /** For people. */
  @Override
  public String toString() {
    return database.map(found -> "the database " + found).orElse("the server");
  }
}
