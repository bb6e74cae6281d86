package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections begin and end. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SqlServerPeerConnectionTest {
  /** What the driver says of a connection that breaks. */
  private static final String BROKEN = "08S01";

  private static Connection connected(SqlServerPeer peer, String user, String password, String more)
      throws SQLException {
    String url = peer.jdbcUrl("shop") + ";socketTimeout=20000" + more;
    return DriverManager.getConnection(url, user, password);
  }

  private static Connection connected(SqlServerPeer peer) throws SQLException {
    return connected(peer, "ada", "", "");
  }

  private static void assertCode(int code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
  }

  private static void assertBroken(ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(BROKEN));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void whoKnowsThePasswordIsLetIn() throws SQLException {
    try (SqlServerPeer peer =
        SqlServerPeer.builder().user("ada", "p'w;} ü😀").user("bob", "other").start()) {
      try (Connection connection = connected(peer, "ada", "p'w;} ü😀", ";applicationName=tests")) {
        assertThat(connection.isValid(1)).isTrue();
        assertThat(peer.sessions()).isEqualTo(1);
      }
      assertThatThrownBy(() -> connected(peer, "ada", "other", ""))
          .hasMessageStartingWith("Login failed for user 'ada'.");
      assertCode(18456, () -> connected(peer, "ada", "other", ""));
      assertCode(18456, () -> connected(peer, "ada", "", ""));
      assertCode(18456, () -> connected(peer, "eve", "p'w;} ü😀", ""));
      assertThat(peer.script().logins())
          .extracting(login -> login.user() + " " + login.accepted())
          .containsExactly("ada true", "ada false", "ada false", "ada false", "eve false");
      assertThat(peer.script().logins().toString()).doesNotContain("p'w");
      assertThat(peer.script().logins().get(0).parameters())
          .containsEntry("application_name", "tests")
          .containsEntry("authentication", "password")
          .containsEntry("encryption", "off")
          .containsEntry("intent", "ReadWrite")
          .containsEntry("protocol", "74000004");
    }
  }

  @Test
  void theIntentToReadOnlyIsTold() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().start()) {
      connected(peer, "ada", "", ";applicationIntent=ReadOnly;workstationID=desk").close();
      assertThat(peer.script().logins().get(0).parameters())
          .containsEntry("intent", "ReadOnly")
          .containsEntry("host", "desk")
          .containsEntry("server", "127.0.0.1");
    }
  }

  @Test
  void onlyDatabasesThatExistAreConnectedTo() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().databases("a };b'ü"::equals).start()) {
      // The driver tries again, for it takes 4060 for something that passes.
      assertThatThrownBy(() -> connected(peer, "ada", "", ";connectRetryCount=0"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getErrorCode()).isEqualTo(4060);
                assertThat(e.getNextException().getErrorCode()).isEqualTo(18456);
              });
      try (Connection connection =
          DriverManager.getConnection(peer.jdbcUrl("a };b'ü"), "ada", "")) {
        assertThat(connection.getCatalog()).isEqualTo("a };b'ü");
        assertCode(911, () -> connection.setCatalog("shop"));
        assertThat(connection.getCatalog()).isEqualTo("a };b'ü");
      }
      List<WireLogin> logins = peer.script().logins();
      assertThat(logins.get(logins.size() - 1).database()).isEqualTo("a };b'ü");
      assertThat(peer.script().requests()).isEmpty();
    }
  }

  @Test
  void aServerThatTakesNobodySaysWhyAndTakesThemAgain() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().start()) {
      peer.refuse(WireAnswer.error("17809", "Could not connect: too many connections"));
      assertCode(17809, () -> connected(peer));
      peer.accept();
      connected(peer).close();
      assertThatThrownBy(() -> peer.refuse(WireAnswer.error("1", "x").field("color", "red")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> peer.end(WireAnswer.error("57P01", "x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"13.0.6300.2, 13.00.6300", "14.0.3456, 14.00.3456", "17.0.1000.7, 17.00.1000"})
  void aPeerIsOfTheVersionItIsToldToBe(String version, String read) throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().version(version).start();
        Connection connection = connected(peer)) {
      assertThat(connection.getMetaData().getDatabaseProductVersion()).isEqualTo(read);
      assertThat(connection.getMetaData().getDatabaseProductName())
          .isEqualTo("Microsoft SQL Server");
      assertThat(peer.toString())
          .startsWith("peer 127.0.0.1:" + peer.port() + " of SQL Server " + version);
    }
    assertThatThrownBy(() -> SqlServerPeer.builder().version("2022"))
        .hasMessage("not a version as 16.0.4135.4 is one: 2022");
  }

  @Test
  void aHundredConnectionsWorkAtTheSameTime() throws Exception {
    try (SqlServerPeer peer = SqlServerPeer.builder().start()) {
      peer.script()
          .on("SELECT @@SPID")
          .by(request -> WireAnswer.rows("a smallint").row(request.attributes().get("process")));
      List<CompletableFuture<Integer>> numbers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        numbers.add(
            CompletableFuture.supplyAsync(() -> process(peer), work -> new Thread(work).start()));
      }
      List<Integer> read = new ArrayList<>();
      for (CompletableFuture<Integer> number : numbers) {
        read.add(number.get(20, TimeUnit.SECONDS));
      }
      assertThat(read).doesNotHaveDuplicates().hasSize(100);
      await(() -> peer.sessions() == 0);
    }
  }

  private static int process(SqlServerPeer peer) {
    try (Connection connection = connected(peer);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT @@SPID")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aConnectionIsDroppedBeforeTheAnswer() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      peer.script().on("SELECT 1").answer(WireAnswer.drop());
      assertBroken(() -> statement.execute("SELECT 1"));
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void aConnectionIsDroppedInTheMidstOfRows() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      peer.script()
          .on("SELECT a FROM t")
          .answer(WireAnswer.rows("a int").row(1).row(2).then(WireAnswer.drop()));
      try (ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isTrue();
        assertThatThrownBy(rows::next).hasMessageContaining("incomplete response");
      }
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void anAnswerIsLostAfterItsEffect() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().start()) {
      peer.script().on("UPDATE t SET a = 1").answer(WireAnswer.updated(1));
      peer.script().beginningWith("IF @@TRANCOUNT > 0 COMMIT").once(WireAnswer.lost());
      try (Connection connection = connected(peer);
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("UPDATE t SET a = 1");
        assertBroken(connection::commit);
      }
      assertThat(peer.script().statements())
          .containsExactly("UPDATE t SET a = 1", "IF @@TRANCOUNT > 0 COMMIT TRAN");
    }
  }

  @Test
  void anErrorOfSeverity20ClosesTheConnection() throws SQLException {
    try (SqlServerPeer peer = SqlServerPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      peer.script()
          .on("SELECT 1")
          .answer(
              WireAnswer.fatal("823", "The operating system returned error 5").field("state", "2"));
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getErrorCode()).isEqualTo(823);
                assertThat(e.getSQLState()).isEqualTo("S0002");
              });
      assertThat(connection.isClosed()).isTrue();
      assertThat(connection.isValid(1)).isFalse();
    }
  }

  @Test
  void allConnectionsAreCutAndNewOnesServed() throws Exception {
    try (SqlServerPeer peer = SqlServerPeer.builder().start();
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
  void aServerThatShutsDownTakesLeaveOfWhoWaits() throws Exception {
    WireGate gate = new WireGate();
    try (SqlServerPeer peer = SqlServerPeer.builder().start();
        Connection connection = connected(peer);
        Statement statement = connection.createStatement();
        Connection idle = connected(peer)) {
      peer.script().on("BACKUP").answer(WireAnswer.done().held(gate));
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              () -> {
                reached(gate);
                peer.end(WireAnswer.error("6005", "SHUTDOWN is in progress."));
              });
      assertCode(6005, () -> statement.execute("BACKUP"));
      end.get(10, TimeUnit.SECONDS);
      await(() -> peer.sessions() == 0);
      assertThat(idle.isValid(1)).isFalse();
    }
  }

  private static void reached(WireGate gate) {
    try {
      gate.awaitReached(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closingEndsWhatStillRuns() throws Exception {
    WireGate gate = new WireGate();
    SqlServerPeer peer = SqlServerPeer.builder().start();
    peer.script().on("SELECT 1").answer(WireAnswer.done().held(gate));
    try (Connection connection = connected(peer);
        Statement statement = connection.createStatement()) {
      CompletableFuture<Void> close =
          CompletableFuture.runAsync(
              () -> {
                reached(gate);
                peer.close();
              });
      assertBroken(() -> statement.execute("SELECT 1"));
      close.get(10, TimeUnit.SECONDS);
      peer.close();
    }
  }

  @Test
  void aClientThatGoesEndsWhatItHasRunning() throws Exception {
    WireGate gate = new WireGate();
    try (SqlServerPeer peer = SqlServerPeer.builder().start();
        Connection connection = connected(peer, "ada", "", ";socketTimeout=300")) {
      peer.script().on("SELECT 1").answer(WireAnswer.done().held(gate));
      assertThatThrownBy(
              () -> {
                try (Statement statement = connection.createStatement()) {
                  statement.execute("SELECT 1");
                }
              })
          .hasMessageContaining("Read timed out");
      await(() -> peer.sessions() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "\022\1\0\t\0\0\0\0\0",
        "\022\1\0\010\0\0\0\0",
        "\020\1\0\t\0\0\0\0\0",
        "\026\3\1\0\1\0"
      })
  void whoeverSpeaksAnotherProtocolIsCutOff(String said) throws Exception {
    try (SqlServerPeer peer = SqlServerPeer.builder().start();
        Socket socket = new Socket(peer.host(), peer.port())) {
      socket.setSoTimeout(5000);
      OutputStream out = socket.getOutputStream();
      out.write(said.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      assertThat(peer.script().logins()).isEmpty();
    }
  }
}
