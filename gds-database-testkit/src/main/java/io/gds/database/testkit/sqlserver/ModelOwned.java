package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What users of a database can own beside schemas, roles and objects, and where each kind is told.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-authorization-transact-sql">the
 *     vendor's page</a>
 */
final class ModelOwned {
  private static final Map<String, String> VIEWS = new LinkedHashMap<>();

  static {
    VIEWS.put("ASSEMBLY", "assemblies");
    VIEWS.put("CERTIFICATE", "certificates");
    VIEWS.put("SYMMETRIC KEY", "symmetric_keys");
    VIEWS.put("ASYMMETRIC KEY", "asymmetric_keys");
    VIEWS.put("FULLTEXT CATALOG", "fulltext_catalogs");
    VIEWS.put("FULLTEXT STOPLIST", "fulltext_stoplists");
    VIEWS.put("SEARCH PROPERTY LIST", "registered_search_property_lists");
    VIEWS.put("MESSAGE TYPE", "service_message_types");
    VIEWS.put("CONTRACT", "service_contracts");
    VIEWS.put("SERVICE", "services");
    VIEWS.put("ROUTE", "routes");
    VIEWS.put("REMOTE SERVICE BINDING", "remote_service_bindings");
    VIEWS.put("EVENT NOTIFICATION", "event_notifications");
    VIEWS.put("TYPE", "types");
    VIEWS.put("XML SCHEMA COLLECTION", "xml_schema_collections");
  }

  private ModelOwned() {}

  /** The kind that a statement names, its words taken. */
  static Optional<String> kind(TsqlReader statement) {
    return VIEWS.keySet().stream()
        .filter(kind -> !kind.startsWith("EVENT"))
        .filter(kind -> statement.at(kind.split(" ")))
        .findFirst()
        .filter(kind -> statement.take(kind.split(" ")));
  }

  /** Where a kind is told. */
  static String view(ModelServer server, String database, String kind) {
    String view = VIEWS.get(kind);
    if (view == null) {
      throw new AssertionError("the model does not know who owns a " + kind);
    }
    return ModelTable.quoted(server.catalog().schemaOf(database)) + "." + ModelTable.quoted(view);
  }

  /** Refuses to drop who owns any of these, or is who a module is executed as. */
  static void demandNone(ModelServer server, String database, int principal) {
    for (String kind : VIEWS.keySet()) {
      if (has(server, view(server, database, kind), "principal_id", principal)) {
        throw new ModelError(
            15138,
            16,
            "The database principal owns a "
                + kind.toLowerCase(java.util.Locale.ROOT)
                + " in the database, and cannot be dropped.");
      }
    }
    String home = ModelTable.quoted(server.catalog().schemaOf(database)) + ".";
    for (String modules : new String[] {"sql_modules", "assembly_modules", "service_queues"}) {
      if (has(server, home + ModelTable.quoted(modules), "execute_as_principal_id", principal)) {
        throw new ModelError(
            15136,
            16,
            "The database principal is set as the execution context of one or more procedures,"
                + " functions, or event notifications and cannot be dropped.");
      }
    }
  }

  private static boolean has(ModelServer server, String view, String column, int principal) {
    return server
        .catalog()
        .first(Integer.class, "SELECT 1 FROM " + view + " WHERE " + column + " = ?", principal)
        .isPresent();
  }
}
