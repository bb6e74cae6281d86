package io.gds.database.testkit.sqlserver;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Who asks, and of which server. */
interface ModelCaller {
  ModelCatalog catalog();

  /** The database that the session is in. */
  String database();

  String login();

  boolean hasRole(String serverRole);

  boolean may(String permission);

  boolean mayUse(String database);

  @Nullable String property(String name);

  /** A property of a database, as text; null if there is none, or if it is not open. */
  @Nullable String databaseProperty(String database, String property);

  Instant now();

  ZoneId zone();
}
