package io.gds.database.testkit.sqlserver;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
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

  /** Whether the session's login has a permission on a database. */
  boolean mayIn(String database, String permission);

  /** See LOGINPROPERTY. */
  Optional<String> loginProperty(String login, String property);

  boolean loginHasRole(String login, String serverRole);

  @Nullable String property(String name);

  /** A property of a database, as text; null if there is none, or if it is not open. */
  @Nullable String databaseProperty(String database, String property);

  Instant now();

  ZoneId zone();
}
