package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Locale;

/**
 * ALTER DATABASE, without what is about replication.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-database">ALTER DATABASE</a>
 */
final class AlterDatabase implements SnowflakeVerb {
  private static final String DONE = "Statement executed successfully.";

  @Override
  public boolean begins(SnowflakeReader statement) {
    if (!statement.take("ALTER", "DATABASE")) {
      return false;
    }
    statement.take("IF", "EXISTS");
    boolean named = statement.ahead().filter(SnowflakeToken::isName).isPresent();
    if (!named || statement.at("ROLE")) {
      return false;
    }
    statement.name();
    return statement.atOne("RENAME", "SWAP", "SET", "UNSET");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("ALTER", "DATABASE");
    boolean ifExists = statement.take("IF", "EXISTS");
    String name = statement.name();
    if (ifExists && session.account().databases().find(name).filter(session::sees).isEmpty()) {
      statement.rest();
      return SnowflakeVerb.done(DONE);
    }
    ModelDatabase database = session.database(name);
    if (statement.take("SWAP", "WITH")) {
      swap(database, session.database(statement.name()), session);
    } else if (statement.take("RENAME", "TO")) {
      rename(database, statement.name(), session);
    } else if (statement.take("SET")) {
      session.demand("OWNERSHIP", database);
      ModelOptions.read(statement, session).set(database);
    } else {
      unset(statement.demand("UNSET"), database, session);
    }
    statement.end();
    return SnowflakeVerb.done(DONE);
  }

  /** Both are renamed at once: rights, history and retention go with the objects. */
  private static void swap(ModelDatabase one, ModelDatabase other, ModelSession session) {
    session.demand("OWNERSHIP", one);
    session.demand("OWNERSHIP", other);
    if (one.isReadOnly() || other.isReadOnly()) {
      throw ModelError.impossible();
    }
    String name = one.name();
    one.rename(other.name());
    other.rename(name);
  }

  private static void rename(ModelDatabase database, String to, ModelSession session) {
    session.demand("OWNERSHIP", database);
    session.demand("CREATE DATABASE");
    session.account().databases().demandFree(ModelName.of(to));
    database.rename(to);
  }

  private static void unset(
      SnowflakeReader statement, ModelDatabase database, ModelSession session) {
    session.demand("OWNERSHIP", database);
    do {
      if (statement.take("TAG")) {
        database.tags().remove(ModelOptions.tag(statement, session));
      } else {
        String what = statement.word().toUpperCase(Locale.ROOT);
        switch (what) {
          case "COMMENT" -> database.comment("");
          case "DATA_RETENTION_TIME_IN_DAYS" -> database.retention(null);
          default -> database.parameters().remove(what);
        }
      }
    } while (statement.take(","));
  }
}
