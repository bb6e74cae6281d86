package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.List;

/** Places as they are typed: a bare path means the platform's own side. */
final class Places {
  private Places() {}

  /** One place of several parts, as a backup has that is striped over several files. */
  static Location parse(List<String> texts, DatabaseEngine engine) {
    List<Location> parts = texts.stream().map(text -> parse(text, engine)).toList();
    if (parts.stream().map(Location::kind).distinct().count() > 1) {
      throw InvalidOptionsException.of(
          "place", List.of(new OptionFault("parts", "all lie on one side: " + parts)));
    }
    return new Location(
        parts.get(0).kind(), parts.stream().flatMap(part -> part.parts().stream()).toList());
  }

  static Location parse(String text, DatabaseEngine engine) {
    DatabaseType type = engine.type();
    Location.Kind own =
        type.equals(DatabaseType.MSSQL)
            ? Location.Kind.SERVER
            : type.equals(DatabaseType.SNOWFLAKE) ? Location.Kind.ENGINE : Location.Kind.LOCAL;
    return Location.parse(text, own);
  }
}
