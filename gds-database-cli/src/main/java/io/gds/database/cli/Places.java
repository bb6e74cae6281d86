package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;

/** Places as they are typed: a bare path means the platform's own side. */
final class Places {
  private Places() {}

  static Location parse(String text, DatabaseEngine engine) {
    DatabaseType type = engine.type();
    Location.Kind own =
        type.equals(DatabaseType.MSSQL)
            ? Location.Kind.SERVER
            : type.equals(DatabaseType.SNOWFLAKE) ? Location.Kind.ENGINE : Location.Kind.LOCAL;
    return Location.parse(text, own);
  }
}
