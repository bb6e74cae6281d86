package io.gds.database.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(20)
class FaultProxyTest {
  private EchoServer server;
  private FaultProxy proxy;
  private Socket client;

  @BeforeEach
  void connect() throws IOException {
    server = new EchoServer();
    proxy = FaultProxy.to("127.0.0.1", server.port());
    client = newClient();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    server.close();
  }

  private Socket newClient() throws IOException {
    Socket socket = new Socket(proxy.host(), proxy.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hear(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String echoed(Socket socket, String text) throws IOException {
    say(socket, text);
    return hear(socket, text.length());
  }

  private static void hearsNothing(Socket socket) throws IOException {
    socket.setSoTimeout(150);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(5_000);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void unlessToldOtherwiseEverythingPassesAndIsCounted() throws Exception {
    byte[] much = new byte[1_000_000];
    Arrays.fill(much, (byte) 7);
    Thread talker =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(much);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    talker.start();
    assertThat(client.getInputStream().readNBytes(much.length)).isEqualTo(much);
    talker.join();
    try (Socket second = newClient()) {
      assertThat(echoed(second, "abc")).isEqualTo("abc");
    }
    assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(much.length + 3L);
    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(much.length + 3L);
    assertThat(proxy.connections()).isEqualTo(2);
    assertThat(proxy.struck()).isZero();
    await(() -> proxy.openConnections() == 1);
    assertThat(proxy)
        .hasToString("proxy 127.0.0.1:" + proxy.port() + " before 127.0.0.1:" + server.port());
  }

  @Test
  void aTapSeesWhatIsForwardedAndNothingThatIsNot() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    proxy.tap(
        (connection, direction, bytes) ->
            seen.add(
                connection + " " + direction + " " + new String(bytes, StandardCharsets.UTF_8)));
    assertThat(echoed(client, "abc")).isEqualTo("abc");
    try (Socket second = newClient()) {
      assertThat(echoed(second, "d")).isEqualTo("d");
    }
    proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "secret");
    say(client, "not secret");
    assertThat(client.getInputStream().read()).isIn(-1, (int) 'n');
    assertThat(seen)
        .startsWith("1 TO_SERVER abc", "1 TO_CLIENT abc", "2 TO_SERVER d", "2 TO_CLIENT d")
        .contains("1 TO_SERVER not ")
        .noneMatch(text -> text.contains("secret"));
  }

  @Test
  void oneSideMayStopTalkingAndStillListens() throws Exception {
    say(client, "last words");
    client.shutdownOutput();
    assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("last words");
    await(() -> proxy.openConnections() == 0);
  }

  @Test
  void cuttingClosesBothEndsOfWhatIsOpenAndOnlyOfThat() throws Exception {
    assertThat(echoed(client, "a")).isEqualTo("a");
    proxy.inject(Fault.CUT);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    await(() -> server.ended() == 1);
    try (Socket next = newClient()) {
      assertThat(echoed(next, "b")).isEqualTo("b");
    }
  }

  @Test
  void aCutAfterSomeBytesToTheClientLetsExactlyThesePass() throws Exception {
    proxy.injectAfter(Fault.CUT, Direction.TO_CLIENT, 5);
    say(client, "abcdefgh");
    assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("abcde");
    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(5);
    assertThat(proxy.struck()).isEqualTo(1);
  }

  @Test
  void aCutAfterSomeBytesToTheServerCountsFromNowAndOverAllConnections() throws Exception {
    assertThat(echoed(client, "before")).isEqualTo("before");
    proxy.injectAfter(Fault.CUT, Direction.TO_SERVER, 5);
    try (Socket other = newClient()) {
      assertThat(echoed(other, "abc")).isEqualTo("abc");
      say(client, "defg");
      client.getInputStream().readNBytes(10);
      await(() -> server.ended() == 1);
      assertThat(server.received()).isEqualTo("before".length() + 5L);
      assertThat(echoed(other, "still")).isEqualTo("still");
    }
  }

  @Test
  void severalFaultsAreArmedAtOnceAndEachStrikesOnce() throws Exception {
    proxy.injectAfter(Fault.STALL, Direction.TO_SERVER, 2);
    proxy.injectAfter(Fault.CUT, Direction.TO_SERVER, 5);
    say(client, "abcdefgh");
    await(() -> server.received() == 2);
    hearsNothing(client);
    assertThat(proxy.struck()).isEqualTo(1);
    proxy.inject(Fault.CUT);
    try (Socket next = newClient()) {
      say(next, "xyz_");
      assertThat(next.getInputStream().readNBytes(4)).hasSizeLessThanOrEqualTo(3);
    }
    assertThat(proxy.struck()).isEqualTo(2);
    assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(5);
  }

  @Test
  void aResetIsARealOne() throws Exception {
    assertThat(echoed(client, "a")).isEqualTo("a");
    proxy.inject(Fault.RESET);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    await(() -> server.ended() == 1);
  }

  @Test
  void aResetMayWaitForAPatternToo() throws Exception {
    proxy.injectOn(Fault.RESET, Direction.TO_CLIENT, "needle");
    assertThat(echoed(client, "hay")).isEqualTo("hay");
    say(client, "needle");
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void whatStandsStillStaysOpenAndGoesOnWhereItStoodOnceHealed() throws Exception {
    proxy.inject(Fault.STALL);
    say(client, "abc");
    hearsNothing(client);
    try (Socket later = newClient()) {
      say(later, "def");
      hearsNothing(later);
      assertThat(server.received()).isZero();
      assertThat(proxy.openConnections()).isEqualTo(2);
      proxy.heal();
      assertThat(hear(client, 3)).isEqualTo("abc");
      assertThat(hear(later, 3)).isEqualTo("def");
    }
  }

  @Test
  void aStallAfterSomeBytesHoldsTheRestBackBothWays() throws Exception {
    proxy.injectAfter(Fault.STALL, Direction.TO_CLIENT, 2);
    say(client, "abcd");
    assertThat(hear(client, 2)).isEqualTo("ab");
    say(client, "more");
    hearsNothing(client);
    assertThat(server.received()).isEqualTo(4);
    try (Socket other = newClient()) {
      assertThat(echoed(other, "free")).isEqualTo("free");
    }
    proxy.heal();
    assertThat(hear(client, 6)).isEqualTo("cdmore");
  }

  @Test
  void aStalledConnectionCanBeCut() throws Exception {
    proxy.inject(Fault.STALL);
    say(client, "abc");
    hearsNothing(client);
    proxy.inject(Fault.CUT);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    await(() -> proxy.openConnections() == 0);
  }

  @Test
  void theAnswerIsSwallowedAndThenTheConnectionCut() throws Exception {
    assertThat(echoed(client, "hello")).isEqualTo("hello");
    proxy.inject(Fault.SWALLOW_REPLY);
    say(client, "do it");
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.received()).isEqualTo("hellodo it".length());
    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo("hello".length());
    await(() -> server.ended() == 1);
  }

  @Test
  void theAnswerToOneThingOnlyIsSwallowed() throws Exception {
    proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "CREATE");
    assertThat(echoed(client, "SELECT")).isEqualTo("SELECT");
    say(client, "now CREATE it");
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.received()).isEqualTo("SELECTnow CREATE it".length());
  }

  @Test
  void aCutOnAPatternLeavesThePatternUnsaid() throws Exception {
    proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "CREATE");
    say(client, "now CREATE it");
    client.getInputStream().readAllBytes();
    await(() -> server.ended() == 1);
    assertThat(server.received()).isEqualTo("now ".length());
  }

  @Test
  void aPatternIsSeenThoughItComesInPieces() throws Exception {
    proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "CREATE");
    assertThat(echoed(client, "a CR")).isEqualTo("a CR");
    assertThat(echoed(client, "EA")).isEqualTo("EA");
    say(client, "TE b");
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.received()).isEqualTo("a CREA".length());
  }

  @Test
  void whatPassedBeforeAFaultWasArmedDoesNotCount() throws Exception {
    proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "a longer pattern to remember more");
    assertThat(echoed(client, "CREATE")).isEqualTo("CREATE");
    proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "CREATE");
    assertThat(echoed(client, " again")).isEqualTo(" again");
    assertThat(proxy.struck()).isZero();
  }

  @Test
  void healingDisarms() throws Exception {
    proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "CREATE");
    proxy.inject(Fault.SWALLOW_REPLY);
    proxy.heal();
    assertThat(echoed(client, "CREATE")).isEqualTo("CREATE");
  }

  @Test
  void newConnectionsMayBeRefusedForAWhile() throws Exception {
    assertThat(echoed(client, "a")).isEqualTo("a");
    proxy.refuse();
    try (Socket refused = newClient()) {
      assertThat(refused.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(echoed(client, "old")).isEqualTo("old");
    proxy.heal();
    try (Socket next = newClient()) {
      assertThat(echoed(next, "new")).isEqualTo("new");
    }
  }

  @Test
  void everyChunkIsDelayedBothWays() throws Exception {
    proxy.delay(Duration.ofMillis(100));
    long start = System.nanoTime();
    assertThat(echoed(client, "slow")).isEqualTo("slow");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(199));
    proxy.heal();
    start = System.nanoTime();
    assertThat(echoed(client, "fast")).isEqualTo("fast");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(199));
  }

  @Test
  void healingEndsADelayThatRuns() throws Exception {
    proxy.delay(Duration.ofMinutes(1));
    say(client, "late");
    hearsNothing(client);
    proxy.heal();
    assertThat(hear(client, 4)).isEqualTo("late");
  }

  @Test
  void bytesTrickleAtTheGivenRate() throws Exception {
    proxy.throttle(10_000);
    long start = System.nanoTime();
    assertThat(echoed(client, "x".repeat(5_000))).hasSize(5_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
  }

  @Test
  void aServerThatIsNotThereClosesTheClient() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (FaultProxy alone = FaultProxy.to("127.0.0.1", free);
        Socket lost = new Socket(alone.host(), alone.port())) {
      assertThat(lost.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closingEndsConnectionsThatStandStill() throws Exception {
    proxy.inject(Fault.STALL);
    say(client, "abc");
    hearsNothing(client);
    proxy.close();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("gds-fault-proxy-" + proxy.port()));
    assertThatThrownBy(this::newClient).isInstanceOf(IOException.class);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> proxy.injectAfter(Fault.CUT, Direction.TO_CLIENT, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> proxy.injectOn(Fault.CUT, Direction.TO_CLIENT, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_CLIENT, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("to what goes to the server");
    assertThatThrownBy(() -> proxy.delay(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> proxy.throttle(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
