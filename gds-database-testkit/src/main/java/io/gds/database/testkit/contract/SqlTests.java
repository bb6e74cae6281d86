package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Database;
import io.gds.database.data.SqlSource;
import io.gds.database.data.SupportsSql;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** SQL connections to a database. */
abstract class SqlTests extends ContractGroup {
  SqlTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void aSourceHandsOutConnectionsUntilItIsClosed() throws Exception {
    Database database = run().filled();
    onDatabase(
        database,
        SupportsSql.class,
        sql -> {
          SqlSource source = sql.openSql();
          try (Connection connection = source.getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
          }
          source.close();
          source.close();
          assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);
        });
  }

  @Test
  void aSourceEndsWithItsEngine() throws Exception {
    Database database = run().filled();
    onDatabase(
        database,
        SupportsSql.class,
        sql -> {
          SqlSource source = sql.openSql();
          engine().close();
          assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);
          assertThat(ContractRun.failing("opening after closing", sql::openSql).code())
              .isEqualTo(ErrorCode.ENGINE_CLOSED);
        });
  }

  @Test
  void anExceptionOfTheDriverBecomesOneOfOurs() throws Exception {
    onDatabase(
        run().created(),
        SupportsSql.class,
        sql -> {
          SQLException cause = new SQLException("no such thing", "42000", 7);
          DatabaseException translated = sql.translate(cause);
          assertThat(translated).hasCause(cause);
          assertThat(translated.nativeCode()).contains("7");
          assertThat(translated.platform()).contains(engine().type().id());
        });
  }
}
