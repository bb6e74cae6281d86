package io.gds.database.mssql;

import java.util.Locale;

/**
 * Permissions on the server that this library looks at. What a version does not know, nobody has
 * there.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/security/permissions-database-engine">the
 *     vendor's page</a>
 */
enum MssqlPermission {
  /** Everything. */
  CONTROL_SERVER,
  /** To create databases, and to look into backups. */
  CREATE_ANY_DATABASE,
  /** To see what all sessions do, and how the server is. */
  VIEW_SERVER_STATE,
  /** From 2022 on: the part of it that tells how the server is, and not who is there. */
  VIEW_SERVER_PERFORMANCE_STATE,
  /** From 2022 on: to read the error log. */
  VIEW_ANY_ERROR_LOG,
  /** To change availability groups, and who is primary. */
  ALTER_ANY_AVAILABILITY_GROUP,
  /** To end the sessions of others. */
  ALTER_ANY_CONNECTION,
  /** To stop the server. */
  SHUTDOWN,
  /** To make, change and drop logins; who may not still reads what there is. */
  ALTER_ANY_LOGIN;

  /** As the server writes it. */
  String title() {
    return name().replace('_', ' ');
  }

  /** As a column is called that tells whether one has it. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
