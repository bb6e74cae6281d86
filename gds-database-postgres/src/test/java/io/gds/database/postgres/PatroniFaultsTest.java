package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Timeouts;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.StepStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may go wrong between this library and Patroni. No server is asked: none runs. */
class PatroniFaultsTest {
  private static final String PASSWORD = "canary-of-patroni";

  /** What does not come is waited for so long; what comes is there at once. */
  private static final Duration WAIT = Duration.ofMillis(400);

  private final PatroniStandIn patroni = new PatroniStandIn();
  private final PostgresHaEngines engines = new PostgresHaEngines();
  private final int nobody = freePort();

  @TempDir Path directory;

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void aClusterOfTwo() {
    patroni.add("p1");
    patroni.add("s1");
  }

  @AfterEach
  void end() {
    engines.close();
    patroni.close();
  }

  private ConnectionInfo.Builder info(String addresses) {
    ConnectionInfo down =
        PostgresUrls.parse("postgresql://ann@127.0.0.1:" + nobody + "/postgres")
            .orElseThrow()
            .toBuilder()
            .name("main")
            .lazy(true)
            .timeouts(
                Timeouts.defaults().connect(Duration.ofMillis(400)).query(Duration.ofSeconds(1)))
            .build();
    return down.toBuilder()
        .property(PostgresPatroni.ADDRESSES.id(), addresses)
        .peer("s1", down)
        .peer("p1", down);
  }

  private PostgresEngine open() {
    return engines.open(info(patroni.addresses()).build());
  }

  private static SwitchoverOptions.Builder from(String leader) {
    return SwitchoverOptions.builder().leader(leader).waitAtMost(WAIT);
  }

  private OperationResult<SwitchoverInfo> run(PostgresEngine engine) {
    return engine
        .operations()
        .execute(engine.prepareSwitchover(from("p1").build()), OperationContext.none());
  }

  @Test
  void withoutAnyServerPatronisWordIsTold() {
    patroni.paused = true;
    patroni.member("s1").tags.put("nofailover", true);
    HaStatus status = open().haStatus();
    assertThat(status.kind()).isEqualTo("patroni");
    assertThat(status.primary().orElseThrow().name()).isEqualTo("p1");
    assertThat(status.node("s1").orElseThrow().role()).isEqualTo(HaRole.STANDBY);
    assertThat(status.node("s1").orElseThrow().notCandidateBecause())
        .containsExactly("its tags (nofailover=true) forbid it to lead");
    assertThat(status.healthy()).isFalse();
    assertThat(status.problems())
        .anyMatch(text -> text.startsWith("no server answered"))
        .anyMatch(text -> text.contains("maintenance mode"));
  }

  @Test
  void theNextAddressIsAskedWhenOneIsSilent() {
    PostgresEngine engine =
        engines.open(info("http://127.0.0.1:" + nobody + "," + patroni.addresses()).build());
    HaStatus status = engine.haStatus();
    assertThat(status.primary().orElseThrow().name()).isEqualTo("p1");
    assertThat(status.problems())
        .anyMatch(text -> text.contains("127.0.0.1:" + nobody + " was not reached"));
  }

  @Test
  void aChangeIsSentOnceAndToOneAddress() {
    Operation<SwitchoverInfo> planned = open().prepareSwitchover(from("p1").build());
    assertThat(planned.checks()).noneMatch(Check::refused);
    assertThat(planned.script().text())
        .contains("POST http://127.0.0.1:")
        .contains("/switchover {\"leader\":\"p1\",\"candidate\":\"s1\"}");
    assertThat(patroni.changes()).as("nothing is sent by planning").isEmpty();
    patroni.answers.put("/switchover", exchange -> exchange.close());
    OperationResult<SwitchoverInfo> result = run(open());
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(patroni.changes()).hasSize(1);
  }

  @Test
  void aLostAnswerIsFoundOutByAskingForTheCluster() {
    patroni.answers.put(
        "/switchover",
        exchange -> {
          patroni.move("s1");
          exchange.close();
        });
    PostgresEngine engine = open();
    OperationResult<SwitchoverInfo> result = run(engine);
    // Patroni's step is done; that no server answers is the next one's.
    assertThat(result.steps().get(0).status()).as("%s", result).isEqualTo(StepStatus.DONE);
    assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(patroni.changes()).hasSize(1);
  }

  @Test
  void whatIsStillGoingOnIsUnknownAndThenReconciled() {
    patroni.answers.put(
        "/switchover",
        exchange ->
            PatroniStandIn.say(
                exchange,
                503,
                "Switchover status unknown after 20 seconds; operation may still be in progress"));
    PostgresEngine engine = open();
    Operation<SwitchoverInfo> planned = engine.prepareSwitchover(from("p1").build());
    OperationResult<SwitchoverInfo> result =
        engine.operations().execute(planned, OperationContext.none());
    assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.UNKNOWN);
    patroni.move("s1");
    OperationResult<SwitchoverInfo> later = engine.operations().reconcile(planned);
    assertThat(later.steps().get(0).status()).isEqualTo(StepStatus.DONE);
    assertThat(later.message()).contains("took effect, the steps after it were not taken");
    assertThat(patroni.changes()).hasSize(1);
  }

  @Test
  void aCancelledWaitDoesNotSayThatNothingHappens() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    patroni.answers.put(
        "/switchover",
        exchange -> {
          told.countDown();
          try {
            over.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    PostgresEngine engine = open();
    OperationHandle<SwitchoverInfo> handle =
        engine
            .operations()
            .submit(
                engine.prepareSwitchover(from("p1").waitAtMost(Duration.ofMinutes(1)).build()),
                OperationContext.none());
    assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    handle.cancel();
    OperationResult<SwitchoverInfo> result = handle.await();
    over.countDown();
    assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503|Switchover failed|STATEMENT_FAILED",
        "400|Switchover target and source are the same|PRECONDITION_FAILED",
        "401|not authenticated|AUTHENTICATION_FAILED",
        "403|Access is denied|PERMISSION_DENIED",
        "409|Another restart is already scheduled|WRONG_STATE",
        "404|nothing|CONNECTION_FAILED",
        "302|elsewhere|CONNECTION_FAILED"
      })
  void everyRefusalHasItsError(int status, String words, ErrorCode code) {
    patroni.answers.put(
        "/switchover",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + nobody + "/");
          PatroniStandIn.say(exchange, status, words);
        });
    OperationResult<?> result = told(() -> true);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    DatabaseException error = result.error().orElseThrow();
    assertThat(error.code()).as("%s", error).isEqualTo(code);
    assertThat(error.remedy()).isPresent();
    assertThat(patroni.changes()).hasSize(1);
  }

  /** Tells Patroni alone, and looks at what it says of the cluster. */
  private OperationResult<?> told(BooleanSupplier asBefore) {
    PostgresContext context = ((DefaultPostgresEngine) open()).context();
    Patroni manager = Patroni.of(context).orElseThrow();
    Plan.Builder<@Nullable Void> plan = context.runner().plan("switchover", "main");
    change(manager, WAIT, asBefore).add(plan, () -> {});
    return context.runner().execute(plan.yields(() -> null), OperationContext.none());
  }

  private PatroniChange change(Patroni manager, Duration wait, BooleanSupplier asBefore) {
    return new PatroniChange(
        manager,
        URI.create(patroni.addresses().split(",", 2)[0]),
        "/switchover",
        Map.of("leader", "p1"),
        wait,
        "s1 leads",
        () -> manager.cluster().leader().filter(m -> m.name().equals("s1")).isPresent(),
        asBefore,
        () -> "nothing is known");
  }

  @Test
  void aRefusalOfPatronisComesWithTheReasonsOfEachMember() {
    String words = "candidate name does not match with sync_standby";
    patroni.answers.put("/switchover", exchange -> PatroniStandIn.say(exchange, 412, words));
    OperationResult<SwitchoverInfo> result = run(open());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    DatabaseException error = result.error().orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(error).hasMessageContaining(words);
    assertThat(error.remedy().orElseThrow()).contains("s1: ");
  }

  private void saysThatItFailedWhileNobodyLeads(Runnable then) {
    patroni.answers.put(
        "/switchover",
        exchange -> {
          patroni.leader = null;
          PatroniStandIn.say(exchange, 503, "Switchover failed");
          then.run();
        });
  }

  @Test
  void thatItFailedIsNotTheEndWhileNobodyHoldsTheLock() {
    saysThatItFailedWhileNobodyLeads(() -> {});
    OperationResult<SwitchoverInfo> result = run(open());
    assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.UNKNOWN);
    assertThat(patroni.changes()).hasSize(1);
  }

  @Test
  void thatItFailedIsWaitedOnUntilSomebodyLeads() {
    saysThatItFailedWhileNobodyLeads(() -> patroni.leader = "s1");
    assertThat(told(() -> false).isSuccess()).isTrue();
    patroni.leader = "p1";
    saysThatItFailedWhileNobodyLeads(() -> patroni.leader = "p1");
    OperationResult<SwitchoverInfo> back = run(open());
    assertThat(back.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(back.error().orElseThrow().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
  }

  @Test
  void aCancellationAfterPatroniAcceptedItIsTooLate() throws InterruptedException {
    CountDownLatch accepted = new CountDownLatch(1);
    patroni.answers.put(
        "/switchover",
        exchange -> {
          PatroniStandIn.say(exchange, 202, "accepted");
          accepted.countDown();
        });
    PostgresContext context = ((DefaultPostgresEngine) open()).context();
    Patroni manager = Patroni.of(context).orElseThrow();
    PatroniChange change = change(manager, Duration.ofSeconds(10), () -> true);
    List<String> done = new CopyOnWriteArrayList<>();
    Plan.Builder<String> plan = context.runner().plan("switchover", "main");
    plan.noReturn(change::isSent);
    change.add(plan, () -> {});
    plan.step(StepKind.SQL, Effect.ONCE, "prove", step -> done.add("proved"));
    OperationHandle<String> handle =
        context.runner().submit(plan.yields(() -> "moved"), OperationContext.none());
    assertThat(accepted.await(10, TimeUnit.SECONDS)).isTrue();
    handle.cancel();
    patroni.leader = "s1";
    OperationResult<String> result = handle.await();
    assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(done).containsExactly("proved");
    assertThat(change.isTooLate()).isTrue();
  }

  @Test
  void theRulesOfPatroniAreMeasuredOneByOne() {
    patroni.member("s1").lag = 2_000_000;
    patroni.member("s1").timeline = 9;
    patroni.member("s1").state = "starting";
    patroni.member("s1").watchdogFailed = true;
    patroni.scheduled = Map.of("at", "2030-01-01T00:00:00+00:00", "from", "p1");
    patroni.configuration.put("synchronous_mode", true);
    PostgresEngine engine = open();
    assertThat(refusals(engine.prepareSwitchover(from("p1").target("s1").build())))
        .containsExactly(
            "no other switchover is scheduled",
            "the target may lead",
            "the target's server runs",
            "the target is no further behind than Patroni allows",
            "the target is on the primary's timeline",
            "the target is one that commits wait for");
    Operation<SwitchoverInfo> nobodyFits = engine.prepareSwitchover(from("p1").build());
    assertThat(nobodyFits.checks().stream().filter(Check::refused).map(Check::measured))
        .anySatisfy(
            measured ->
                assertThat(measured)
                    .contains("s1: its watchdog")
                    .contains("2000000 bytes behind")
                    .contains("\"starting\"")
                    .contains("timeline 9, not 1"));
    assertThat(refusals(engine.prepareSwitchover(from("s1").target("p1").build())))
        .contains("the primary is the one that was named", "the target is not the leader");
    assertThat(refusals(engine.prepareSwitchover(from("p1").target("s9").build())))
        .contains("the target is a member of the cluster");
    assertThat(
            refusals(
                engine.prepareFailover(
                    FailoverOptions.builder().target("s1").acceptDataLoss(true).build())))
        .containsExactly("the target may lead");
    assertThat(patroni.changes()).isEmpty();
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  @ParameterizedTest
  @CsvSource({"{not json", "[]", "'{\"scope\":\"demo\"}'", "''"})
  void whatIsNotPatronisAnswerIsNotTakenForIt(String body) {
    patroni.answers.put("/cluster", exchange -> PatroniStandIn.say(exchange, 200, body));
    DatabaseException error =
        catchThrowableOfType(DatabaseException.class, () -> open().haConfiguration().orElseThrow());
    assertThat(error.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(error.isTransient()).isFalse();
    assertThat(error).hasMessageContaining("/cluster").hasMessageNotContaining("not json");
  }

  @Test
  void aHugeAnswerIsNotReadToItsEnd() {
    patroni.answers.put(
        "/cluster",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] blanks = new byte[64 * 1024];
          Arrays.fill(blanks, (byte) ' ');
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 1024; i++) {
              out.write(blanks);
            }
          }
        });
    DatabaseException error =
        catchThrowableOfType(DatabaseException.class, () -> open().haConfiguration().orElseThrow());
    assertThat(error).hasMessageContaining("longer than " + PatroniBody.MAX_BYTES);
  }

  @Test
  void aRedirectIsNotFollowed() {
    patroni.answers.put(
        "/cluster",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Location", "http://127.0.0.1:" + patroni.member("s1").port() + "/config");
          PatroniStandIn.say(exchange, 307, "");
        });
    DatabaseException error =
        catchThrowableOfType(DatabaseException.class, () -> open().haConfiguration().orElseThrow());
    assertThat(error.remedy().orElseThrow()).contains("not followed");
    assertThat(patroni.requests).noneMatch(request -> request.path().equals("/config"));
  }

  @Test
  void aSilentPatroniCostsItsTimeOutOnly() {
    CountDownLatch over = new CountDownLatch(1);
    PatroniStandIn.Answer silence =
        exchange -> {
          try {
            over.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    patroni.answers.put("/patroni", silence);
    patroni.answers.put("/cluster", silence);
    PostgresEngine engine =
        engines.open(
            info(patroni.addresses())
                .timeouts(
                    Timeouts.defaults()
                        .connect(Duration.ofMillis(400))
                        .query(Duration.ofMillis(200)))
                .build());
    long began = System.nanoTime();
    DatabaseException error =
        catchThrowableOfType(DatabaseException.class, () -> engine.haConfiguration().orElseThrow());
    over.countDown();
    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void inAQuorumAnyMemberMayLead() {
    patroni.configuration.put("synchronous_mode", "quorum");
    PostgresEngine engine = open();
    assertThat(engine.prepareSwitchover(from("p1").build()).refused()).isFalse();
    assertThat(engine.haConfiguration().orElseThrow().syncMode()).isEqualTo(SyncMode.SYNCHRONOUS);
    assertThat(engine.haConfiguration().orElseThrow().attributes())
        .containsEntry("synchronousMode", "quorum");
  }

  @Test
  void whenPatroniIsSilentItsChangesAreRefused() {
    patroni.close();
    PostgresEngine engine = open();
    assertThat(refusals(engine.prepareSwitchover(from("p1").build())))
        .containsExactly("Patroni answers");
  }

  @Test
  void thePasswordGoesWithChangesOnlyAndIsTriedOnce() {
    System.setProperty("gds.test.patroni", PASSWORD);
    try {
      PostgresEngine engine =
          engines.open(
              info(patroni.addresses())
                  .property(PostgresPatroni.USER.id(), "ann")
                  .property(PostgresPatroni.SECRET.id(), "property:gds.test.patroni")
                  .build());
      patroni.answers.put(
          "/switchover", exchange -> PatroniStandIn.say(exchange, 401, "not authenticated"));
      Operation<SwitchoverInfo> planned = engine.prepareSwitchover(from("p1").build());
      OperationResult<SwitchoverInfo> result =
          engine.operations().execute(planned, OperationContext.none());
      assertThat(result.error().orElseThrow().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
      assertThat(patroni.changes()).singleElement().satisfies(this::carriesThePassword);
      assertThat(patroni.requests)
          .filteredOn(request -> request.method().equals("GET"))
          .noneMatch(request -> request.authorization().isPresent());
      assertThat(result + planned.script().text() + result.error() + engine.connectionInfo())
          .doesNotContain(PASSWORD);
    } finally {
      System.clearProperty("gds.test.patroni");
    }
  }

  private void carriesThePassword(PatroniStandIn.Request request) {
    byte[] pair =
        Base64.getDecoder()
            .decode(request.authorization().orElseThrow().substring("Basic ".length()));
    assertThat(new String(pair, StandardCharsets.UTF_8)).isEqualTo("ann:" + PASSWORD);
  }

  @Test
  void thePasswordIsNotSentUnprotectedToAnotherMachine() {
    PostgresEngine engine =
        engines.open(
            info("http://patroni.invalid:8008," + patroni.addresses())
                .property(PostgresPatroni.SECRET.id(), "env:NOT_THERE")
                .build());
    URI elsewhere = URI.create("http://patroni.invalid:8008");
    Patroni manager = Patroni.of(((DefaultPostgresEngine) engine).context()).orElseThrow();
    assertThat(manager.mayLogIn(elsewhere)).isFalse();
    PostgresEngine allowed =
        engines.open(
            info("http://patroni.invalid:8008")
                .property(PostgresPatroni.SECRET.id(), "env:NOT_THERE")
                .property(PostgresPatroni.INSECURE.id(), "true")
                .build());
    Patroni open = Patroni.of(((DefaultPostgresEngine) allowed).context()).orElseThrow();
    assertThat(open.mayLogIn(elsewhere)).isTrue();
    assertThat(open.exposes(elsewhere)).isTrue();
  }

  @Test
  void anUntrustedCertificateIsRefusedAndATrustedOneIsNot() throws Exception {
    Path store = directory.resolve("keys.p12");
    Path pem = directory.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-keystore",
        store.toString(),
        "-alias",
        "k",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-ext",
        "bc=ca:true");
    keytool(
        "-exportcert",
        "-keystore",
        store.toString(),
        "-alias",
        "k",
        "-rfc",
        "-file",
        pem.toString());
    HttpsServer server = https(store);
    server.createContext("/", exchange -> PatroniStandIn.say(exchange, 200, cluster()));
    server.start();
    try {
      String address = "https://127.0.0.1:" + server.getAddress().getPort();
      DatabaseException refused =
          catchThrowableOfType(
              DatabaseException.class, () -> engines.open(info(address).build()).haConfiguration());
      assertThat(refused.code()).isEqualTo(ErrorCode.TLS_REFUSED);
      assertThat(refused.remedy().orElseThrow()).contains("postgresql.patroni-ca");
      HaStatus trusted =
          engines
              .open(info(address).property(PostgresPatroni.CA.id(), pem.toString()).build())
              .haStatus();
      assertThat(trusted.state()).isNotEqualTo(HaState.UNKNOWN);
      assertThat(trusted.primary().orElseThrow().name()).isEqualTo("p1");
      Files.writeString(pem, "nothing of the kind");
      DatabaseException unreadable =
          catchThrowableOfType(
              DatabaseException.class,
              () ->
                  engines
                      .open(info(address).property(PostgresPatroni.CA.id(), pem.toString()).build())
                      .haConfiguration());
      assertThat(unreadable.code()).isEqualTo(ErrorCode.TLS_REFUSED);
    } finally {
      server.stop(0);
    }
  }

  private static String cluster() {
    return "{\"members\":[{\"name\":\"p1\",\"role\":\"leader\",\"state\":\"running\"}]}";
  }

  private static HttpsServer https(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of(arguments));
    words.addAll(List.of("-storepass", "changeit"));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
