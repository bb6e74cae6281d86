package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The scoped configuration of a database, as of one reading.
 *
 * @param all in order of their names
 * @param maySet whether this login may set them
 */
record MssqlScopedOptions(List<MssqlScopedOption> all, boolean maySet) {
  private static final int TELLS_DEFAULTS = 14;

  MssqlScopedOptions {
    all = List.copyOf(all);
  }

  /**
   * Reads them, in one statement.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such database
   */
  static MssqlScopedOptions read(MssqlContext context, String database) {
    boolean tells =
        context.product().isService() || context.product().version().major() >= TELLS_DEFAULTS;
    List<Boolean> maySet = new ArrayList<>();
    try {
      List<MssqlScopedOption> all =
          context
              .sql()
              .query(
                  statement(database, tells),
                  row -> {
                    maySet.add(row.optionalInt("may_set").orElse(0) == 1);
                    return MssqlScopedOption.of(row);
                  },
                  MssqlSql.name(database));
      return new MssqlScopedOptions(all, !maySet.contains(false));
    } catch (DatabaseException e) {
      if (e.nativeCode().filter(MssqlErrors.NO_SUCH_VIEW::contains).isPresent()) {
        context.readings().require(database, Set.of());
      }
      throw e;
    }
  }

  /**
   * The statement.
   *
   * @param tellsDefaults whether the version has that column
   */
  static String statement(String database, boolean tellsDefaults) {
    return "SELECT c.name, CAST(c.value AS nvarchar(256)) AS set_value,"
        + " CAST(c.value_for_secondary AS nvarchar(256)) AS secondary_value,"
        + (tellsDefaults ? " c.is_value_default," : "")
        + " HAS_PERMS_BY_NAME(?, 'DATABASE', 'ALTER ANY DATABASE SCOPED CONFIGURATION') AS may_set"
        + " FROM "
        + MssqlSql.name(database)
        + ".sys.database_scoped_configurations c ORDER BY c.name";
  }

  List<Setting> settings() {
    return all.stream().map(MssqlScopedOption::setting).toList();
  }

  /** The setting of this name, whatever the case of its letters. */
  Optional<MssqlScopedOption> find(String name) {
    return all.stream().filter(each -> each.name().equalsIgnoreCase(name)).findFirst();
  }
}
