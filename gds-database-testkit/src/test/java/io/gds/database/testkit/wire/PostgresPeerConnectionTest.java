package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.PostgresPeer.LogIn;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** How connections begin and end. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class PostgresPeerConnectionTest {
  private static Connection connected(PostgresPeer peer, String user, String password, String more)
      throws SQLException {
    String url = peer.jdbcUrl("shop") + "?socketTimeout=20" + more;
    return DriverManager.getConnection(url, user, password);
  }

  private static Connection connected(PostgresPeer peer) throws SQLException {
    return connected(peer, "ada", "", "");
  }

  private static void assertState(String state, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = LogIn.class, names = "TRUST", mode = EnumSource.Mode.EXCLUDE)
  void whoKnowsThePasswordIsLetIn(LogIn how) throws SQLException {
    try (PostgresPeer peer =
        PostgresPeer.builder().logIn(how).user("ada", "p'w ü").user("bob", "other").start()) {
      try (Connection connection = connected(peer, "ada", "p'w ü", "")) {
        assertThat(connection.isValid(1)).isTrue();
        assertThat(peer.sessions()).isEqualTo(1);
      }
      assertThatThrownBy(() -> connected(peer, "ada", "other", ""))
          .hasMessageContaining("password authentication failed for user \"ada\"");
      assertState("28P01", () -> connected(peer, "ada", "other", ""));
      assertState("28P01", () -> connected(peer, "eve", "p'w ü", ""));
      assertThat(peer.script().logins())
          .extracting(login -> login.user() + " " + login.accepted())
          .containsExactly("ada true", "ada false", "ada false", "eve false");
      assertThat(peer.script().logins().toString()).doesNotContain("p'w");
    }
  }

  @Test
  void theDriverMayInsistOnAWayToLogIn() throws SQLException {
    try (PostgresPeer peer =
        PostgresPeer.builder().logIn(LogIn.SCRAM_SHA_256).user("ada", "pw").start()) {
      connected(peer, "ada", "pw", "&requireAuth=scram-sha-256").close();
      assertThatThrownBy(() -> connected(peer, "ada", "pw", "&requireAuth=password"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void onlyDatabasesThatExistAreConnectedTo() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().databases("a b/ü"::equals).start()) {
      assertState("3D000", () -> connected(peer));
      try (Connection connection = DriverManager.getConnection(peer.jdbcUrl("a b/ü"), "ada", "")) {
        assertThat(connection.getCatalog()).isEqualTo("a b/ü");
      }
      assertThat(peer.script().logins().get(1).database()).isEqualTo("a b/ü");
    }
  }

  @Test
  void aServerThatTakesNobodySaysWhyAndTakesThemAgain() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      peer.refuse(WireAnswer.error("53300", "sorry, too many clients already"));
      assertState("53300", () -> connected(peer));
      peer.accept();
      connected(peer).close();
      assertThatThrownBy(() -> peer.refuse(WireAnswer.error("1", "x").field("color", "red")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aPeerOfCockroachSaysSo() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.cockroach("v24.3.1").start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT version()")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("version")).startsWith("CockroachDB CCL v24.3.1 (");
      assertThat(connection.unwrap(PGConnection.class).getParameterStatuses())
          .containsEntry("crdb_version", rows.getString("version"))
          .containsEntry("server_version", "13.0.0");
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(peer)
          .hasToString("peer 127.0.0.1:" + peer.port() + " of " + rows.getString("version"));
      assertThat(peer.script().requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&sslmode=prefer",
        "&sslmode=disable",
        "&gssEncMode=prefer",
        "&protocolVersion=3.2",
        "&protocolVersion=3.0",
      })
  void whatIsNotSpokenIsDeclinedAndTheClientGoesOn(String properties) throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start();
        Connection connection = connected(peer, "ada", "", properties)) {
      assertThat(connection.isValid(1)).isTrue();
      assertThat(peer).hasToString("peer 127.0.0.1:" + peer.port() + " of PostgreSQL");
    }
  }

  @Test
  void aClientThatWantsTlsGetsNoneUnlessThereIsACertificate(@TempDir Path directory)
      throws Exception {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      assertThatThrownBy(() -> connected(peer, "ada", "", "&sslmode=require"))
          .hasMessageContaining("does not support SSL");
    }
    PostgresPeer.Builder secure =
        PostgresPeer.builder().tls(certified(directory)).logIn(LogIn.SCRAM_SHA_256);
    try (PostgresPeer peer = secure.user("ada", "pw").start();
        Connection connection =
            connected(peer, "ada", "pw", "&sslmode=require&channelBinding=disable");
        Statement statement = connection.createStatement()) {
      peer.script().on("SELECT 1").answer(WireAnswer.rows("a int4").row(1));
      assertThat(statement.execute("SELECT 1")).isTrue();
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  private static SSLContext certified(Path directory) throws Exception {
    Path store = directory.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storepass",
                "secret",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aConnectionIsDroppedBeforeTheAnswer() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      peer.script().on("SELECT 1").answer(WireAnswer.drop());
      assertState("08006", () -> statement.execute("SELECT 1"));
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void aConnectionIsDroppedInTheMidstOfRows() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      peer.script()
          .on("SELECT a FROM t")
          .answer(WireAnswer.rows("a int4").row(1).row(2).row(3).then(WireAnswer.drop()));
      connection.setAutoCommit(false);
      statement.setFetchSize(2);
      try (ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isTrue();
        assertState("08006", rows::next);
      }
    }
  }

  @Test
  void anAnswerIsLostAfterItsEffect() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      peer.script().on("UPDATE t SET a = 1").answer(WireAnswer.updated(1));
      peer.script().on("COMMIT").once(WireAnswer.lost());
      try (Connection connection = connected(peer);
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("UPDATE t SET a = 1");
        assertState("08006", connection::commit);
      }
      assertThat(peer.script().statements()).containsExactly("UPDATE t SET a = 1", "COMMIT");
    }
  }

  @Test
  void aFatalErrorClosesTheConnection() throws SQLException {
    try (PostgresPeer peer = PostgresPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      peer.script().on("SELECT 1").answer(WireAnswer.fatal("57P01", "terminating connection"));
      assertState("57P01", () -> statement.execute("SELECT 1"));
      assertThat(connection.isValid(1)).isFalse();
    }
  }

  @Test
  void allConnectionsAreCutAndNewOnesServed() throws Exception {
    try (PostgresPeer peer = PostgresPeer.builder().start();
        Connection first = connected(peer);
        Connection second = connected(peer)) {
      assertThat(peer.sessions()).isEqualTo(2);
      peer.cut();
      assertThat(first.isValid(1)).isFalse();
      assertThat(second.isValid(1)).isFalse();
      await(() -> peer.sessions() == 0);
      try (Connection third = connected(peer)) {
        assertThat(third.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void aServerThatShutsDownTakesLeave() throws Exception {
    try (PostgresPeer peer = PostgresPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      peer.end(WireAnswer.error("57P01", "terminating connection due to administrator command"));
      await(() -> peer.sessions() == 0);
      assertState("57P01", () -> statement.execute("SELECT 1"));
    }
  }

  @Test
  void closingEndsWhatStillRuns() throws Exception {
    WireGate gate = new WireGate();
    PostgresPeer peer = PostgresPeer.builder().start();
    peer.script().on("SELECT 1").answer(WireAnswer.done().held(gate));
    try (Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      CompletableFuture<Void> close =
          CompletableFuture.runAsync(
              () -> {
                try {
                  gate.awaitReached(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                peer.close();
              });
      assertState("08006", () -> statement.execute("SELECT 1"));
      close.get(10, TimeUnit.SECONDS);
      peer.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\0\0\0\10\0\2\0\0", "\0\0\0\7\0\3\0"})
  void whoeverSpeaksAnotherProtocolIsCutOff(String said) throws Exception {
    try (PostgresPeer peer = PostgresPeer.builder().start()) {
      try (Socket socket = new Socket(peer.host(), peer.port())) {
        socket.setSoTimeout(5000);
        OutputStream out = socket.getOutputStream();
        out.write(said.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      }
      peer.script().reset();
    }
  }
}
