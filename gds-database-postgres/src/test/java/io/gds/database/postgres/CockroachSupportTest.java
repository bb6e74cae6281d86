package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.wire.PostgresPeer;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class CockroachSupportTest {
  @ParameterizedTest
  @CsvSource({
    "'CockroachDB CCL v24.3.5 (x86_64-pc-linux-gnu, built 2025/02/03, go1.22.8)', 24, 3, 24.3.5",
    "'CockroachDB CCL v26.2.0-beta.3 (aarch64-linux-gnu, built 2026/04/01)', 26, 2, 26.2.0-beta.3",
    "'CockroachDB OSS v23.1.11 (x86_64-pc-linux-gnu)', 23, 1, 23.1.11",
    "'CockroachDB v99.1.0', 99, 1, 99.1.0"
  })
  void aVersionIsReadFromWhatTheServerSays(String banner, int major, int minor, String number) {
    CockroachVersion version = CockroachVersion.parse(banner).orElseThrow();
    assertThat(version.major()).isEqualTo(major);
    assertThat(version.minor()).isEqualTo(minor);
    assertThat(version.number()).isEqualTo(number);
    assertThat(version.banner()).isEqualTo(banner);
  }

  @Test
  void whatIsOfNoKnownFormIsNoVersion() {
    assertThat(CockroachVersion.parse("CockroachDB CCL unknown")).isEmpty();
    assertThat(CockroachVersion.parse("PostgreSQL 17.2 on x86_64")).isEmpty();
    assertThat(CockroachVersion.parse("CockroachDB CCL v24.3.5").orElseThrow().distribution())
        .contains("CCL");
    assertThat(CockroachVersion.parse("CockroachDB v24.3.5").orElseThrow().distribution())
        .isEmpty();
  }

  @Test
  void whatSpeaksTheProtocolAndIsNoneOfThemIsRefusedWithTheRightUrl() {
    try (PostgresPeer peer =
            PostgresPeer.builder().version("PostgreSQL 17.2 on x86_64, compiled by gcc").start();
        DatabaseManager manager = DatabaseManager.of(new CockroachProvider())) {
      assertThatThrownBy(() -> manager.open("cockroachdb://ada@127.0.0.1:" + peer.port() + "/shop"))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONNECTION);
                assertThat(e.remedy().orElseThrow())
                    .isEqualTo(
                        "If it is PostgreSQL, open it as postgresql://127.0.0.1:"
                            + peer.port()
                            + "/shop.");
              })
          .hasMessageContaining("the server is not CockroachDB; it says: PostgreSQL 17.2 on");
      assertThat(peer.script().statements()).doesNotContain("SHOW session_id");
    }
  }

  @Test
  void postgresRefusesACockroachWithTheRightUrl() {
    try (PostgresPeer peer = PostgresPeer.cockroach("v25.1.0").start();
        DatabaseManager manager = DatabaseManager.of(new PostgresProvider())) {
      peer.script()
          .beginningWith("SELECT version() AS banner")
          .answer(
              WireAnswer.rows("banner text", "number int4", "text text")
                  .row("CockroachDB CCL v25.1.0 (x86_64-pc-linux-gnu)", 130000, "13.0.0"));
      assertThatThrownBy(() -> manager.open("postgresql://ada@127.0.0.1:" + peer.port() + "/shop"))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONNECTION);
                assertThat(e.remedy())
                    .contains("Open it as cockroachdb://127.0.0.1:" + peer.port() + "/shop.");
              })
          .hasMessageContaining("the server is not PostgreSQL; it says: CockroachDB CCL v25.1.0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v24.2.9", "v23.2.1", "v1.0.0"})
  void oldServersAreRefusedByName(String version) {
    try (PostgresPeer peer = PostgresPeer.cockroach(version).start();
        DatabaseManager manager = DatabaseManager.of(new CockroachProvider())) {
      assertThatThrownBy(() -> manager.open("cockroachdb://ada@127.0.0.1:" + peer.port()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY))
          .hasMessageContaining("CockroachDB " + version.substring(1) + ", and 24.3 is the oldest");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v24.3.0", "v26.3.1", "v99.1.0-alpha.1"})
  void newServersAreTaken(String version) {
    try (CockroachScene scene = new CockroachScene(version)) {
      assertThat(scene.engine.type().id()).isEqualTo("cockroachdb");
      scene.script().on("SELECT 1").answer(WireAnswer.rows("one int8").row(1L));
      scene.engine.ping();
      assertThat(scene.peer.script().logins())
          .allMatch(login -> login.database().equals("defaultdb"));
    }
  }

  @Test
  void aServerThatDoesNotSayItsVersionIsRefused() {
    try (PostgresPeer peer = PostgresPeer.builder().version("CockroachDB CCL unknown").start();
        DatabaseManager manager = DatabaseManager.of(new CockroachProvider())) {
      assertThatThrownBy(() -> manager.open("cockroachdb://ada@127.0.0.1:" + peer.port()))
          .hasMessageContaining("does not say its version");
    }
  }

  @Test
  void aLazyConnectionIsLookedAtWhenItIsUsed() {
    try (PostgresPeer peer = PostgresPeer.cockroach("v24.3.1").start();
        DatabaseManager manager = DatabaseManager.of(new CockroachProvider())) {
      CockroachEngine engine =
          manager.open(
              manager.parse("cockroachdb://ada@127.0.0.1:" + peer.port()).lazy(),
              CockroachEngine.class);
      assertThat(peer.script().logins()).isEmpty();
      engine.close();
      engine.close();
      assertThatThrownBy(engine::ping)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_CLOSED));
    }
  }

  @Test
  void aCallersDataSourceWillDo() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.cockroach("v24.3.1").start();
        DatabaseManager manager = DatabaseManager.of(new CockroachProvider())) {
      PGSimpleDataSource callers = new PGSimpleDataSource();
      callers.setUrl(peer.jdbcUrl("defaultdb"));
      callers.setUser("ada");
      CockroachEngine engine =
          manager.open(
              ConnectionInfo.over(DatabaseType.COCKROACHDB, callers), CockroachEngine.class);
      peer.script().on("SELECT 1").answer(WireAnswer.rows("one int8").row(1L));
      engine.ping();
      assertThat(engine.type()).isEqualTo(DatabaseType.COCKROACHDB);
      assertThat(peer.script().everything())
          .noneMatch(request -> request.statement().contains("session_id"));
    }
  }

  @Test
  void aServerThatIsCutOffWhileItSaysWhoWeAreIsNoConnection() {
    try (PostgresPeer peer = PostgresPeer.cockroach("v24.3.1").start();
        DatabaseManager manager = DatabaseManager.of(new CockroachProvider())) {
      peer.script().on("SHOW session_id").once(WireAnswer.drop());
      String url = "cockroachdb://ada@127.0.0.1:" + peer.port() + "/x?sslmode=disable";
      assertThatThrownBy(() -> manager.open(url))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_FAILED));
      assertThat(manager.open(url).type()).isEqualTo(DatabaseType.COCKROACHDB);
    }
  }
}
