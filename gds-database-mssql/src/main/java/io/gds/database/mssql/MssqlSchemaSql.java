package io.gds.database.mssql;

import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statements that tell what is in a database, read from outside of it by names of three parts.
 * What a login has no right on the server leaves out.
 *
 * @param database the database
 * @param newest whether the server is of 2025 or later, whose columns have dimensions
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/object-catalog-views-transact-sql">Object
 *     catalog views</a>
 */
record MssqlSchemaSql(String database, boolean newest) {
  /** Above so many tables their numbers are no help to find what belongs to them. */
  private static final int MOST_NUMBERS = 500;

  /** Schemas of fixed roles have numbers from here on. */
  private static final int FIRST_OF_ROLES = 16_384;

  private static final String COMMENT = "MS_Description";

  private String view(String name) {
    return MssqlSql.name(database) + ".sys." + name;
  }

  private String comment(String alias, int kind, String major, String minor) {
    return " LEFT JOIN "
        + view("extended_properties")
        + " "
        + alias
        + " ON "
        + alias
        + ".class = "
        + kind
        + " AND "
        + alias
        + ".major_id = "
        + major
        + " AND "
        + alias
        + ".minor_id = "
        + minor
        + " AND "
        + alias
        + ".name = N'"
        + COMMENT
        + "'";
  }

  String schemas() {
    return "SELECT s.name AS name, p.name AS owner, CAST(e.[value] AS nvarchar(4000)) AS comment,"
        + " CASE WHEN s.name IN (N'sys', N'INFORMATION_SCHEMA', N'guest') OR s.schema_id >= "
        + FIRST_OF_ROLES
        + " THEN 1 ELSE 0 END AS is_system FROM "
        + view("schemas")
        + " s LEFT JOIN "
        + view("database_principals")
        + " p ON p.principal_id = s.principal_id"
        + comment("e", 3, "s.schema_id", "0")
        + " ORDER BY s.name";
  }

  /**
   * The tables and views, without what belongs to them.
   *
   * @param zone the columns that tell the server's zone
   */
  String tables(SchemaQuery query, String zone) {
    boolean sizes =
        query.details().contains(SchemaDetail.SIZES) || query.details().contains(SchemaDetail.ROWS);
    boolean definitions = query.details().contains(SchemaDetail.DEFINITIONS);
    return "SELECT o.object_id, s.name AS schema_name, o.name AS table_name, o.type AS table_type,"
        + " o.create_date, o.is_ms_shipped, p.name AS owner,"
        + " CAST(e.[value] AS nvarchar(4000)) AS comment, t.is_memory_optimized,"
        + " t.durability_desc, t.temporal_type_desc, h.name AS history_table,"
        + " hs.name AS history_schema, t.is_external, t.is_filetable, t.is_tracked_by_cdc,"
        + " i.type_desc AS storage, ds.type AS space_type, ds.name AS space_name"
        + (sizes ? ", z.all_rows, z.pages, z.index_pages" : "")
        + (definitions ? ", m.definition" : "")
        + zone
        + " FROM "
        + view("all_objects")
        + " o JOIN "
        + view("schemas")
        + " s ON s.schema_id = o.schema_id LEFT JOIN "
        + view("database_principals")
        + " p ON p.principal_id = COALESCE(o.principal_id, s.principal_id) LEFT JOIN "
        + view("tables")
        + " t ON t.object_id = o.object_id LEFT JOIN "
        + view("all_objects")
        + " h ON h.object_id = t.history_table_id LEFT JOIN "
        + view("schemas")
        + " hs ON hs.schema_id = h.schema_id LEFT JOIN "
        + view("indexes")
        + " i ON i.object_id = o.object_id AND i.index_id < 2 LEFT JOIN "
        + view("data_spaces")
        + " ds ON ds.data_space_id = i.data_space_id"
        + comment("e", 1, "o.object_id", "0")
        + (sizes ? sizes() : "")
        + (definitions
            ? " LEFT JOIN " + view("all_sql_modules") + " m ON m.object_id = o.object_id"
            : "")
        + " WHERE o.type IN ('U', 'V')"
        + (query.system() ? "" : " AND o.is_ms_shipped = 0")
        + (query.schema().isPresent() ? " AND s.name = ?" : "");
  }

  /** What indexes over XML and the like take lies in tables that the server keeps for itself. */
  private String sizes() {
    return " LEFT JOIN (SELECT COALESCE(n.parent_id, q.object_id) AS object_id,"
        + " SUM(CASE WHEN n.object_id IS NULL AND q.index_id < 2 THEN q.row_count ELSE 0 END)"
        + " AS all_rows, SUM(q.reserved_page_count) AS pages,"
        + " SUM(CASE WHEN n.object_id IS NULL AND q.index_id < 2 THEN 0"
        + " ELSE q.reserved_page_count END) AS index_pages FROM "
        + view("dm_db_partition_stats")
        + " q LEFT JOIN "
        + view("internal_tables")
        + " n ON n.object_id = q.object_id GROUP BY COALESCE(n.parent_id, q.object_id)) z"
        + " ON z.object_id = o.object_id";
  }

  String columns(SchemaQuery query, List<Integer> tables) {
    return "SELECT c.object_id, c.name AS column_name, c.column_id, y.name AS type_name,"
        + " ys.name AS type_schema, y.is_user_defined, c.max_length, c.[precision], c.scale,"
        + " c.is_nullable, c.is_identity, c.collation_name, k.definition AS computed,"
        + " c.generated_always_type_desc, f.definition AS default_value,"
        + " CAST(e.[value] AS nvarchar(4000)) AS comment, "
        + (newest
            ? "(SELECT v.vector_dimensions FROM "
                + view("columns")
                + " v WHERE v.object_id = c.object_id AND v.column_id = c.column_id)"
            : "CAST(NULL AS int)")
        + " AS dimensions, (SELECT d.collation_name FROM sys.databases d WHERE d.name = ?)"
        + " AS usual_collation FROM "
        + view("all_columns")
        + " c"
        + ofTables("c.object_id")
        + " JOIN "
        + view("types")
        + " y ON y.user_type_id = c.user_type_id JOIN "
        + view("schemas")
        + " ys ON ys.schema_id = y.schema_id LEFT JOIN "
        + view("computed_columns")
        + " k ON k.object_id = c.object_id AND k.column_id = c.column_id LEFT JOIN "
        + view("default_constraints")
        + " f ON f.object_id = c.default_object_id"
        + comment("e", 1, "c.object_id", "c.column_id")
        + where(query, tables)
        + " ORDER BY c.object_id, c.column_id";
  }

  String indexes(SchemaQuery query, List<Integer> tables) {
    boolean sizes = query.details().contains(SchemaDetail.SIZES);
    return "SELECT i.object_id, i.index_id, i.name AS index_name, i.type_desc, i.is_unique,"
        + " i.is_primary_key, i.is_disabled, i.filter_definition, c.name AS column_name,"
        + " x.key_ordinal, x.is_descending_key, x.is_included_column"
        + (sizes ? ", z.pages" : "")
        + " FROM "
        + view("indexes")
        + " i"
        + ofTables("i.object_id")
        + " LEFT JOIN "
        + view("index_columns")
        + " x ON x.object_id = i.object_id AND x.index_id = i.index_id LEFT JOIN "
        + view("all_columns")
        + " c ON c.object_id = x.object_id AND c.column_id = x.column_id"
        + (sizes
            ? " LEFT JOIN (SELECT q.object_id, q.index_id, SUM(q.reserved_page_count) AS pages FROM "
                + view("dm_db_partition_stats")
                + " q GROUP BY q.object_id, q.index_id) z"
                + " ON z.object_id = i.object_id AND z.index_id = i.index_id"
            : "")
        + where(query, tables)
        + " AND i.type > 0 AND i.is_hypothetical = 0"
        + " ORDER BY i.object_id, i.name, x.key_ordinal, x.index_column_id";
  }

  String constraints(SchemaQuery query, List<Integer> tables) {
    String none = "CAST(NULL AS nvarchar(128))";
    return "SELECT k.parent_object_id AS object_id, k.name AS constraint_name, k.type AS kind,"
        + " x.key_ordinal AS place, c.name AS column_name, "
        + none
        + " AS other_schema, "
        + none
        + " AS other_table, "
        + none
        + " AS other_column, 0 AS on_delete, 0 AS on_update,"
        + " CAST(NULL AS nvarchar(max)) AS definition, i.is_disabled AS is_disabled,"
        + " CAST(0 AS bit) AS is_not_trusted FROM "
        + view("key_constraints")
        + " k"
        + ofTables("k.parent_object_id")
        + " JOIN "
        + view("indexes")
        + " i ON i.object_id = k.parent_object_id AND i.index_id = k.unique_index_id JOIN "
        + view("index_columns")
        + " x ON x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0 JOIN "
        + view("all_columns")
        + " c ON c.object_id = x.object_id AND c.column_id = x.column_id"
        + where(query, tables)
        + " UNION ALL SELECT f.parent_object_id, f.name, f.type, x.constraint_column_id, c.name,"
        + " rs.name, r.name, rc.name, f.delete_referential_action, f.update_referential_action,"
        + " NULL, f.is_disabled, f.is_not_trusted FROM "
        + view("foreign_keys")
        + " f"
        + ofTables("f.parent_object_id")
        + " JOIN "
        + view("foreign_key_columns")
        + " x ON x.constraint_object_id = f.object_id JOIN "
        + view("all_columns")
        + " c ON c.object_id = x.parent_object_id AND c.column_id = x.parent_column_id JOIN "
        + view("all_objects")
        + " r ON r.object_id = f.referenced_object_id JOIN "
        + view("schemas")
        + " rs ON rs.schema_id = r.schema_id JOIN "
        + view("all_columns")
        + " rc ON rc.object_id = x.referenced_object_id AND rc.column_id = x.referenced_column_id"
        + where(query, tables)
        + " UNION ALL SELECT h.parent_object_id, h.name, h.type, 0, c.name, NULL, NULL, NULL, 0, 0,"
        + " h.definition, h.is_disabled, h.is_not_trusted FROM "
        + view("check_constraints")
        + " h"
        + ofTables("h.parent_object_id")
        + " LEFT JOIN "
        + view("all_columns")
        + " c ON c.object_id = h.parent_object_id AND c.column_id = h.parent_column_id"
        + where(query, tables)
        + " ORDER BY 1, 2, 4";
  }

  private String ofTables(String number) {
    return " JOIN "
        + view("all_objects")
        + " o ON o.object_id = "
        + number
        + " JOIN "
        + view("schemas")
        + " s ON s.schema_id = o.schema_id";
  }

  /** Numbers are numbers, and need no binding. */
  private static String where(SchemaQuery query, List<Integer> tables) {
    Optional<String> numbers =
        tables.size() > MOST_NUMBERS
            ? Optional.empty()
            : Optional.of(tables.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    return " WHERE o.type IN ('U', 'V')"
        + (query.system() ? "" : " AND o.is_ms_shipped = 0")
        + (query.schema().isPresent() ? " AND s.name = ?" : "")
        + numbers.map(list -> " AND o.object_id IN (" + list + ")").orElse("");
  }
}
