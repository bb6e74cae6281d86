package io.gds.database.testkit.sqlserver;

import java.util.List;
import java.util.Locale;

/**
 * What only those see who have a permission for it.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-states-transact-sql#permissions">
 *     the vendor's page on how groups are doing</a>
 */
final class ModelSight {
  private ModelSight() {}

  /** Refuses a query over views that the session may not see. */
  static void demand(List<TsqlToken> query, ModelSession session) {
    boolean asks =
        query.stream()
            .anyMatch(token -> token.text().toLowerCase(Locale.ROOT).startsWith("dm_hadr_"));
    int major = session.server().release().major();
    String permission =
        major < SqlServerRelease.SQL_SERVER_2022.major()
            ? "VIEW SERVER STATE"
            : "VIEW SERVER PERFORMANCE STATE";
    if (asks && !session.may("VIEW SERVER STATE") && !session.may(permission)) {
      throw new ModelError(
          300, 14, permission + " permission was denied on object 'server', database 'master'.");
    }
  }
}
