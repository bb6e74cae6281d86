package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.testkit.wire.WireAnswer;
import net.snowflake.client.api.datasource.SnowflakeDataSource;
import net.snowflake.client.api.datasource.SnowflakeDataSourceFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Over a data source of the vendor's own, whose HTTP client keeps its sockets for the JVM's life.
 */
@Timeout(30)
class SnowflakeCallersSourceTest {
  @Test
  void aDataSourceOfTheCallersIsUsedIfItsSessionsMeanNamesAsTheyAreWritten() {
    try (SnowflakeScene scene = new SnowflakeScene()) {
      usesCallers(scene);
    }
  }

  private static void usesCallers(SnowflakeScene scene) {
    SnowflakeDataSource source = SnowflakeDataSourceFactory.createDataSource();
    source.setUrl(scene.peer.jdbcUrl());
    source.setUser("ada");
    source.setPassword("first");
    ConnectionInfo over = ConnectionInfo.over(DatabaseType.SNOWFLAKE, source);

    try (SnowflakeEngine engine = scene.open(over)) {
      engine.database("A").create(CreateOptions.defaults());
      assertThat(engine.databases()).extracting(SnowflakeDatabase::name).contains("A");
      assertThatThrownBy(() -> engine.database("A").openSql())
          .hasMessageContaining("caller's data source");
    }
    scene
        .peer
        .script()
        .beginningWith("SHOW PARAMETERS LIKE 'QUOTED")
        .answer(
            WireAnswer.rows("key text", "value text")
                .row("QUOTED_IDENTIFIERS_IGNORE_CASE", "true"));
    assertThatThrownBy(() -> scene.open(over))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE));
  }
}
