package io.gds.database.mssql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * How far the group has come with copying databases to a replica.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-automatic-seeding">sys.dm_hadr_automatic_seeding</a>
 */
final class MssqlSeeding {
  private MssqlSeeding() {}

  /** The last attempt at each database, in the primary's words; nothing if it tells of none. */
  static String told(MssqlContext primary, UUID replica) {
    MssqlStatement statement = MssqlGroupSql.seeding(replica.toString());
    Map<String, String> last = new LinkedHashMap<>();
    primary
        .sql()
        .query(
            statement.sql(),
            row -> {
              String state = row.optionalText("current_state").orElse("not told");
              String failure =
                  row.optionalText("failure_state_desc").map(why -> ", " + why).orElse("");
              last.put(row.optionalText("database_name").orElse("?"), state + failure);
              return row;
            },
            statement.values());
    return last.isEmpty()
        ? ""
        : last.entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining("; ", " (copies: ", ")"));
  }
}
