package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.Timeouts;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.data.SqlSource;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ConnectionException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresProviderTest {
  @Test
  void itIsFoundByItsUrls() {
    try (DatabaseManager manager = DatabaseManager.discover()) {
      assertThat(manager.parse("postgresql://h/x").type()).isEqualTo(DatabaseType.POSTGRESQL);
      assertThat(manager.parse("postgres://h/x").type()).isEqualTo(DatabaseType.POSTGRESQL);
    }
    assertThat(new PostgresProvider().driverVersion()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18})
  void aServerSaysWhatItIs(int major) {
    try (Servers servers = Servers.of(major)) {
      PostgresEngineMetadata metadata = servers.engine.metadata();
      assertThat(metadata.version()).startsWith(major + ".");
      assertThat(metadata.versionNumber() / 10_000).isEqualTo(major);
      assertThat(metadata.host()).contains("127.0.0.1");
      assertThat(metadata.port()).hasValue(servers.server.port());
      assertThat(metadata.createdAt().orElseThrow())
          .isBetween(Instant.now().minus(Duration.ofDays(1)), Instant.now());
      assertThat(metadata.walLevel()).isEqualTo("replica");
      assertThat(metadata.dataDirectory()).isPresent();
      assertThat(metadata.extensions()).anyMatch(extension -> extension.startsWith("plpgsql "));
      assertThat(metadata.inRecovery()).isFalse();
      assertThat(metadata.attributes()).containsKeys("systemIdentifier", "dataChecksums");
      PostgresDatabaseMetadata postgres =
          servers.engine.database("postgres").refresh(Detail.SIZE, Detail.SESSIONS);
      assertThat(postgres.sizeBytes().orElseThrow()).isPositive();
      assertThat(postgres.sessions()).isPresent();
      assertThat(postgres.tablespace()).isEqualTo("pg_default");
      assertThat(postgres.xidAge()).isPositive();
    }
  }

  @Test
  void aSizeThatMayNotBeReadIsEmptyWithTheReasonAndTheListIsWhole() {
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      servers.engine.database("secret_shop").create(CreateOptions.defaults());
      servers.server.execute(
          "CREATE ROLE poor LOGIN", "REVOKE CONNECT ON DATABASE secret_shop FROM PUBLIC");
      PostgresEngine poor = servers.openAs("poor");
      PostgresDatabase found =
          poor.databases(DatabaseQuery.userDatabases().with(Detail.SIZE)).get(0);
      assertThat(found.name()).isEqualTo("secret_shop");
      assertThat(found.metadata().sizeBytes()).isEmpty();
      assertThat(found.metadata().unreadable().get(Detail.SIZE)).contains("pg_read_all_stats");
      assertThat(poor.metadata().dataDirectory()).isEmpty();
      servers.engine.database("secret_shop").drop(DropOptions.defaults());
      servers.server.execute("DROP ROLE poor");
    }
  }

  @Test
  void aWrongPasswordIsTriedOnce() {
    Canary canary = Canary.random();
    try (PostgresTestServer server =
            PostgresTestServer.builder()
                .major(PostgresMajors.OLDEST)
                .local()
                .scram("right-word")
                .start();
        DatabaseManager manager = DatabaseManager.of(new PostgresProvider())) {
      ConnectionInfo info =
          manager.parse(server.url("postgres")).toBuilder()
              .credentials(Credentials.password("postgres", canary.ref()))
              .build();
      assertThatThrownBy(() -> manager.open(info))
          .isInstanceOf(AuthenticationFailedException.class)
          .hasMessageNotContaining(canary.secret());
      assertThat(lines(server, "password authentication failed")).isEqualTo(1);
      ConnectionInfo right =
          info.toBuilder()
              .credentials(
                  Credentials.password("postgres", SecretRef.inline("right-word".toCharArray())))
              .build();
      manager.open(right).ping();
    }
  }

  private static long lines(PostgresTestServer server, String text) {
    try {
      return Files.readAllLines(server.logFile().orElseThrow()).stream()
          .filter(line -> line.contains(text))
          .count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void nobodyListeningIsSaidInTime() {
    try (DatabaseManager manager = DatabaseManager.of(new PostgresProvider())) {
      assertThatThrownBy(() -> manager.open("postgresql://127.0.0.1:1/x?connect_timeout=2"))
          .isInstanceOf(ConnectionException.class)
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).code())
                      .isEqualTo(ErrorCode.CONNECTION_FAILED));
    }
  }

  @Test
  void aServerWithoutEncryptionIsRefusedWhereItIsDemanded() {
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      ConnectionInfo info =
          servers.manager.parse(servers.server.url("postgres")).toBuilder()
              .tls(TlsSettings.defaults().mode(TlsMode.VERIFY_FULL))
              .build();
      assertThatThrownBy(() -> servers.open(info))
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("SSL");
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsNotFound() {
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      assertThatThrownBy(() -> servers.open(servers.server.url("nowhere")))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("nowhere");
    }
  }

  @Test
  void theCallersDataSourceIsUsedAndNotClosed() throws SQLException {
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(servers.server.jdbcUrl("postgres"));
      source.setUser(servers.server.superuser());
      try (DatabaseEngine over =
          servers.manager.open(ConnectionInfo.over(DatabaseType.POSTGRESQL, source))) {
        over.ping();
        Database made = over.createDatabase("over_shop", CreateOptions.defaults());
        assertThat(made.exists()).isTrue();
        assertThatThrownBy(
                () -> ((DefaultPostgresEngine) over).context().sql("over_shop").execute("SELECT 1"))
            .isInstanceOf(UnsupportedCapabilityException.class)
            .hasMessageContaining("leads to one database");
        made.drop(DropOptions.defaults());
      }
      source.getConnection().close();
    }
  }

  @Test
  void aDataSourceOfADatabaseLeadsToItAndTranslatesItsErrors() throws SQLException {
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      PostgresDatabase shop =
          servers.engine.database("sql \"shop\"").create(CreateOptions.defaults());
      try (SqlSource source = shop.openSql();
          Connection connection = source.getConnection()) {
        assertThat(connection.getCatalog()).isEqualTo("sql \"shop\"");
        try (java.sql.Statement statement = connection.createStatement()) {
          statement.execute("SELECT * FROM nothing");
        } catch (SQLException e) {
          assertThat(shop.translate(e)).isInstanceOf(NotFoundException.class);
          assertThat(shop.translate(e).target()).contains("sql \"shop\"");
        }
      }
      shop.drop(DropOptions.defaults());
    }
  }

  @Test
  void aServerThatRestartedIsReadAgainWithoutAWord() {
    try (PostgresTestServer server =
            PostgresTestServer.builder().major(PostgresMajors.OLDEST).local().start();
        DatabaseManager manager = DatabaseManager.of(new PostgresProvider())) {
      DatabaseEngine engine =
          manager.open(
              manager.parse(server.url("postgres")).toBuilder()
                  .timeouts(Timeouts.defaults().connect(Duration.ofSeconds(2)))
                  .build());
      engine.ping();
      server.restart();
      assertThatThrownBy(engine::ping).isInstanceOf(ConnectionException.class);
      engine.ping();
      server.stop(io.gds.database.testkit.server.StopMode.FAST);
      assertThatThrownBy(engine::ping).isInstanceOf(ConnectionException.class);
      assertThatThrownBy(engine::databases).isInstanceOf(ConnectionException.class);
    }
  }
}
