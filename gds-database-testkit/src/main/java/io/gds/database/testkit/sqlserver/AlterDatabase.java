package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Locale;
import java.util.Map;

/**
 * ALTER DATABASE: a new name, a collation, and options.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-database-transact-sql-set-options">
 *     the vendor's page on SET options</a>
 */
final class AlterDatabase implements ModelVerb {
  private static final Map<String, String> SWITCHES =
      Map.of(
          "AUTO_CLOSE", "is_auto_close_on",
          "AUTO_SHRINK", "is_auto_shrink_on",
          "AUTO_UPDATE_STATISTICS_ASYNC", "is_auto_update_stats_async_on",
          "TRUSTWORTHY", "is_trustworthy_on");

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("ALTER", "DATABASE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    ModelDatabases databases = session.server().databases();
    String name = statement.demand("ALTER", "DATABASE").name();
    boolean allowed = session.may("ALTER ANY DATABASE") || session.owns(name);
    if (databases.number(name).isEmpty() || !allowed) {
      throw new ModelError(
          5011,
          14,
          "User does not have permission to alter database '"
              + name
              + "', the database does not exist, or the database is not in a state that allows"
              + " access checks.");
    }
    switch (statement.one("MODIFY", "COLLATE", "SET")) {
      case "MODIFY" -> rename(name, statement, session);
      case "COLLATE" -> {
        session.server().sessions().demandUnused(name, session, 5030);
        databases.set(name, "collation_name", statement.name());
      }
      default -> set(name, statement, session);
    }
    statement.end();
    return WireAnswer.done();
  }

  private static void rename(String name, TsqlReader statement, ModelSession session) {
    String to = statement.demand("NAME", "=").name();
    session.server().sessions().demandUnused(name, session, 5030);
    session.server().databases().rename(name, to);
  }

  private static void set(String name, TsqlReader statement, ModelSession session) {
    ModelDatabases databases = session.server().databases();
    String option = statement.word().toUpperCase(Locale.ROOT);
    if (option.equals("HADR")) {
      HadrOption.set(name, statement, session);
    } else if (ModelDatabases.hasChoice("state", option)) {
      settle(name, statement, session);
      databases.choose(name, "state", option);
    } else if (ModelDatabases.hasChoice("user_access", option)) {
      settle(name, statement, session);
      databases.choose(name, "user_access", option);
    } else if (option.equals("READ_ONLY") || option.equals("READ_WRITE")) {
      settle(name, statement, session);
      databases.set(name, "is_read_only", option.equals("READ_ONLY"));
    } else if (option.equals("RECOVERY")) {
      databases.choose(name, "recovery_model", statement.word().toUpperCase(Locale.ROOT));
      if (databases.text(name, "recovery_model_desc").filter("SIMPLE"::equals).isPresent()) {
        databases.log(name).chain(null);
      }
      databases.show(name);
    } else if (option.equals("PAGE_VERIFY")) {
      databases.choose(name, "page_verify_option", statement.word().toUpperCase(Locale.ROOT));
    } else if (option.equals("COMPATIBILITY_LEVEL")) {
      databases.set(name, "compatibility_level", statement.demand("=").number());
    } else if (SWITCHES.containsKey(option)) {
      databases.set(name, SWITCHES.get(option), statement.one("ON", "OFF").equals("ON"));
    } else {
      throw new AssertionError("the model does not know the option " + option);
    }
  }

  /** Sessions are ended by a rollback, or are in the way. */
  private static void settle(String name, TsqlReader statement, ModelSession session) {
    if (statement.take("WITH", "ROLLBACK", "IMMEDIATE")) {
      session.server().sessions().endAll(name, session);
    } else if (statement.take("WITH", "NO_WAIT")) {
      session.server().sessions().demandUnused(name, session, 5070);
    }
  }
}
