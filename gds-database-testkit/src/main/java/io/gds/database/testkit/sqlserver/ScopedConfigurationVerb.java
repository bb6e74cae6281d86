package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Locale;
import java.util.Map;

/**
 * ALTER DATABASE SCOPED CONFIGURATION, within a database: {@code EXEC [d].sys.sp_executesql N'…'}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-database-scoped-configuration-transact-sql">
 *     the vendor's page</a>
 */
final class ScopedConfigurationVerb implements ModelVerb {
  private static final String WORDS = "ALTER DATABASE SCOPED CONFIGURATION ";

  @Override
  public boolean begins(TsqlReader statement) {
    if (!statement.at("EXEC") || !statement.at(2, ".", "sys", ".", "sp_executesql")) {
      return false;
    }
    statement.demand("EXEC").name();
    return statement
        .demand(".", "sys", ".", "sp_executesql")
        .text()
        .toUpperCase(Locale.ROOT)
        .startsWith(WORDS);
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String database = statement.demand("EXEC").name();
    String inside = statement.demand(".", "sys", ".", "sp_executesql").text();
    statement.end();
    session.server().databases().demand(database);
    TsqlReader reader = new TsqlReader(TsqlLexer.tokens(inside), Map.of());
    reader.demand("ALTER", "DATABASE", "SCOPED", "CONFIGURATION");
    boolean secondary = reader.take("FOR", "SECONDARY");
    String name = reader.demand("SET").name();
    String value = reader.demand("=").wordOrNumber();
    reader.end();
    if (!session.may("ALTER ANY DATABASE SCOPED CONFIGURATION")) {
      throw new ModelError(15247, 16, "User does not have permission to perform this action.");
    }
    session.server().scopedSettings().set(database, name, value, secondary);
    return WireAnswer.done();
  }
}
