package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.LeakCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire, and what a driver would not do of itself. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakePeerProtocolTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final WireAnswer.Rows ONE = WireAnswer.rows("a fixed").row(1L);

  private static HttpResponse<String> call(
      SnowflakePeer peer, String path, String token, Object body)
      throws IOException, InterruptedException {
    return call(CLIENT, "http", peer, path, token, body);
  }

  private static HttpResponse<String> call(
      HttpClient client, String scheme, SnowflakePeer peer, String path, String token, Object body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + peer.port() + path))
            .header("Authorization", "Snowflake Token=\"" + token + "\"")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode asked(SnowflakePeer peer, String path, String token, Object body)
      throws IOException, InterruptedException {
    return JSON.readTree(call(peer, path, token, body).body());
  }

  private static Map<String, Object> login(String name, String value) {
    return Map.of("data", Map.of("LOGIN_NAME", "ada", name, value));
  }

  private static String token(SnowflakePeer peer) throws IOException, InterruptedException {
    String path = "/session/v1/login-request?databaseName=shop&warehouse=%22w%20h%22";
    return asked(peer, path, "", login("PASSWORD", "x")).path("data").path("token").asText();
  }

  private static JsonNode query(SnowflakePeer peer, String token, String id, String sql)
      throws IOException, InterruptedException {
    return asked(peer, "/queries/v1/query-request?requestId=" + id, token, Map.of("sqlText", sql));
  }

  @Test
  void aCallThatComesTwiceIsRunOnce() throws Exception {
    try (SnowflakePeer peer = SnowflakePeer.builder().start()) {
      peer.script().on("SELECT 1").answer(ONE);
      String token = token(peer);
      JsonNode first = query(peer, token, "r1", "SELECT 1");
      assertThat(query(peer, token, "r1", "SELECT 1")).isEqualTo(first);
      assertThat(query(peer, token, "r2", "SELECT 1")).isNotEqualTo(first);
      assertThat(peer.duplicates()).isEqualTo(1);
      assertThat(peer.script().requests()).hasSize(2);
      assertThat(peer.queries().get(0).place())
          .isEqualTo(new SnowflakePlace("SHOP", "", "w h", ""));
    }
  }

  @Test
  void whatWasDroppedIsAskedForAgainAndWhatWasLostIsRemembered() throws Exception {
    try (SnowflakePeer peer = SnowflakePeer.builder().start()) {
      WireScript script = peer.script();
      script.on("DROP TABLE t").answer(WireAnswer.done());
      script
          .on("DROP TABLE t")
          .inTurn(WireAnswer.drop(), WireAnswer.error("HTTP 429", "slow down"), WireAnswer.lost());
      String token = token(peer);
      assertThatThrownBy(() -> query(peer, token, "r1", "DROP TABLE t"))
          .isInstanceOf(IOException.class);
      String path = "/queries/v1/query-request?requestId=r1";
      Map<String, Object> body = Map.of("sqlText", "DROP TABLE t");
      assertThat(call(peer, path, token, body).statusCode()).isEqualTo(429);
      assertThat(peer.queries()).isEmpty();
      assertThatThrownBy(() -> query(peer, token, "r1", "DROP TABLE t"))
          .isInstanceOf(IOException.class);
      assertThat(query(peer, token, "r1", "DROP TABLE t").path("success").asBoolean()).isTrue();
      assertThat(script.requests()).hasSize(3);
      assertThat(peer.queries()).extracting(SnowflakeRan::status).containsExactly("SUCCESS");
    }
  }

  @Test
  void aCallThatNobodyKnowsFailsTheTest() throws Exception {
    SnowflakePeer peer = SnowflakePeer.builder().start();
    try (peer) {
      assertThat(call(peer, "/unheard", token(peer), "").statusCode()).isEqualTo(404);
      assertThatThrownBy(peer::verify).hasMessageContaining("POST /unheard");
      peer.script().reset();
      Map<String, Object> odd = login("AUTHENTICATOR", "EXTERNALBROWSER");
      assertThat(call(peer, "/session/v1/login-request", "", odd).statusCode()).isEqualTo(500);
      assertThatThrownBy(peer::verify).hasMessageContaining("EXTERNALBROWSER");
      peer.script().reset();
    }
  }

  @Test
  void tokensThatAreNoneAreTold() throws Exception {
    try (SnowflakePeer peer = SnowflakePeer.builder().start()) {
      assertThat(query(peer, "no token", "r", "SELECT 1").path("code").asText())
          .isEqualTo("390111");
      JsonNode renewed = asked(peer, "/session/token-request", "master-9-0", Map.of());
      assertThat(renewed.path("code").asText()).isEqualTo("390113");
      String token = token(peer);
      assertThat(asked(peer, "/session/token-request", "master-1-0", Map.of()).path("success"))
          .hasToString("true");
      assertThat(query(peer, token, "r", "SELECT 1").path("code").asText()).isEqualTo("390112");
      assertThat(peer.renewals()).isEqualTo(2);
    }
  }

  @Test
  void whatRunsIsCancelledByItsCallItsIdOrItsSession() throws Exception {
    try (SnowflakePeer peer = SnowflakePeer.builder().start()) {
      peer.script().on("SELECT 1").answer(ONE.after(Duration.ofHours(1)));
      String token = token(peer);
      List<String> paths = List.of("r1", "r2", "r3");
      for (String each : paths) {
        Map<String, Object> body = Map.of("sqlText", "SELECT 1", "asyncExec", true);
        JsonNode begun = asked(peer, "/queries/v1/query-request?requestId=" + each, token, body);
        assertThat(begun.path("code").asText()).isEqualTo("333334");
      }
      Map<String, Object> abort = Map.of("requestId", "r1");
      assertThat(asked(peer, "/queries/v1/abort-request", token, abort).path("success"))
          .hasToString("true");
      String id = peer.queries().get(1).id();
      assertThat(peer.cancel(id)).isTrue();
      assertThat(asked(peer, "/queries/" + id + "/result", token, "").path("code").asText())
          .isEqualTo("000604");
      assertThat(peer.cancel(id)).isFalse();
      assertThat(peer.cancel("unheard")).isFalse();
      assertThat(asked(peer, "/queries/v1/abort-request", token, abort).path("code").asText())
          .isEqualTo("000605");
      assertThat(asked(peer, "/queries/unheard/result", token, "").path("code").asText())
          .isEqualTo("000709");
      assertThat(peer.endSession(1)).isTrue();
      assertThat(peer.endSession(1)).isFalse();
      assertThat(peer.sessions()).isZero();
    }
  }

  @Test
  void whoComesAndGoesIsTold() throws Exception {
    List<String> seen = new ArrayList<>();
    List<Runnable> sendAway = new ArrayList<>();
    WireVisitors visitors =
        new WireVisitors() {
          @Override
          public void came(WireLogin login, Runnable away) {
            seen.add("came " + login.user());
            sendAway.add(away);
          }

          @Override
          public void left(long session) {
            seen.add("left " + session);
          }
        };
    try (SnowflakePeer peer = SnowflakePeer.builder().visitors(visitors).start()) {
      String token = token(peer);
      sendAway.get(0).run();
      assertThat(query(peer, token, "r", "SELECT 1").path("code").asText()).isEqualTo("390111");
    }
    assertThat(seen).containsExactly("came ada", "left 1");
  }

  @Test
  void whoeverWaitsIsCutOffAndComesAgain() throws Exception {
    try (SnowflakePeer peer = SnowflakePeer.builder().start()) {
      WireGate gate = new WireGate();
      peer.script().on("SELECT 1").answer(ONE.held(gate));
      String token = token(peer);
      CompletableFuture<Void> asked =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(() -> query(peer, token, "r", "SELECT 1"))
                      .isInstanceOf(IOException.class));
      gate.awaitReached(Duration.ofSeconds(10));
      peer.cut();
      asked.get(10, TimeUnit.SECONDS);
      gate.open();
      assertThat(query(peer, token, "r", "SELECT 1").path("success").asBoolean()).isTrue();
      assertThat(peer.duplicates()).isEqualTo(1);
    }
  }

  @Test
  void aDescriptionRunsNothing() throws Exception {
    try (SnowflakePeer peer = SnowflakePeer.builder().start()) {
      peer.script().on("SELECT a FROM t WHERE b = ? AND c = '?'").answer(ONE);
      Map<String, Object> body =
          Map.of("sqlText", "SELECT a FROM t WHERE b = ? AND c = '?'", "describeOnly", true);
      JsonNode data =
          asked(peer, "/queries/v1/query-request?requestId=r", token(peer), body).path("data");
      assertThat(data.path("rowtype").path(0).path("name").asText()).isEqualTo("a");
      assertThat(data.path("numberOfBinds").asInt()).isEqualTo(1);
      assertThat(peer.script().requests()).isEmpty();
      assertThat(peer.script().everything()).hasSize(1);
    }
  }

  @Test
  void answersThatTheServerCannotGiveFailTheTest() throws Exception {
    try (SnowflakePeer peer = SnowflakePeer.builder().start()) {
      WireScript script = peer.script();
      script.on("SELECT 1").answer(ONE.then(ONE));
      script.on("SELECT 2").answer(WireAnswer.notice("1", "beside"));
      script.on("SELECT 3").answer(WireAnswer.updated(1));
      script.on("SELECT 4").answer(WireAnswer.error("1", "no state"));
      script.on("SELECT 5").answer(WireAnswer.rows("a int").row(1));
      script.on("SELECT 6").answer(WireAnswer.error("2003", "x").field("severity", "1"));
      script.on("SELECT 7").answer(WireAnswer.several());
      String token = token(peer);
      for (int i = 1; i <= 7; i++) {
        assertThat(query(peer, token, "r" + i, "SELECT " + i).path("code").asText())
            .isEqualTo("999999");
      }
      assertThatThrownBy(peer::verify)
          .hasMessageContainingAll(
              "one result", "no step", "counts no rows", "no SQLState", "no type int", "severity");
      script.reset();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RS256, ACME.ADA, own, ''",
    "HS256, ACME.ADA, own, 394305",
    "RS256, OTHER.ADA, own, 394307",
    "RS256, ACME.BOB, own, 394300",
    "RS256, ACME.ADA, none, 394301",
    "RS256, ACME.ADA, forged, 394306",
    "RS256, ACME.ADA, broken, 390144",
  })
  void aTokenIsLookedAtAllOver(String algorithm, String subject, String proof, String code)
      throws Exception {
    KeyPair keys = keys();
    FakeClock clock = new FakeClock();
    String issuer =
        proof.equals("none")
            ? subject
            : subject + "." + SnowflakeProof.fingerprint(keys.getPublic());
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(
                issuer,
                subject,
                clock.instant().getEpochSecond(),
                clock.instant().getEpochSecond() + 60);
    String signed = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64(claims);
    KeyPair signer = proof.equals("forged") ? keys() : keys;
    String token = proof.equals("broken") ? "a.b" : signed + "." + signature(signer, signed);
    try (SnowflakePeer peer =
        SnowflakePeer.builder().key("ada", keys.getPublic()).loginClock(clock).start()) {
      Map<String, Object> data =
          Map.of("LOGIN_NAME", "ada", "AUTHENTICATOR", "SNOWFLAKE_JWT", "TOKEN", token);
      JsonNode answer = asked(peer, "/session/v1/login-request", "", Map.of("data", data));
      assertThat(answer.path("success").asBoolean()).isEqualTo(code.isEmpty());
      if (!code.isEmpty()) {
        assertThat(answer.path("code").asText()).isEqualTo("390144");
        String message = answer.path("message").asText();
        String id = message.substring(message.indexOf('[') + 1, message.indexOf(']'));
        assertThat(peer.loginFailure(id)).contains(code);
        assertThat(peer.loginFailure("another")).isEmpty();
      }
    }
  }

  /** Short ones, which are made fast. */
  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    return generator.generateKeyPair();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String signature(KeyPair keys, String text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  @Test
  void whoTrustsItTalksToItOverTls(@TempDir Path directory) throws Exception {
    WireCertificate certificate = WireCertificate.local();
    KeyStore trusted =
        KeyStore.getInstance(
            certificate.trustStore(directory.resolve("trusted"), "changeit").toFile(),
            "changeit".toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    try (SnowflakePeer peer = SnowflakePeer.builder().tls(certificate.server()).start()) {
      HttpResponse<String> answer =
          call(client, "https", peer, "/session/v1/login-request", "", login("PASSWORD", "x"));
      assertThat(JSON.readTree(answer.body()).path("success").asBoolean()).isTrue();
      assertThatThrownBy(peer::jdbcUrlByProxy).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> call(CLIENT, "https", peer, "/", "", ""))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aStatementIsRememberedWithItsInstants() throws Exception {
    FakeClock clock = new FakeClock();
    try (SnowflakePeer peer = SnowflakePeer.builder().clock(clock).start()) {
      peer.script()
          .on("SELECT 1")
          .by(
              request -> {
                clock.advance(Duration.ofSeconds(3));
                return ONE;
              });
      Instant before = clock.instant();
      query(peer, token(peer), "r", "SELECT 1");
      SnowflakeRan ran = peer.queries().get(0);
      assertThat(ran.begun()).isEqualTo(before);
      assertThat(ran.ended()).contains(before.plusSeconds(3));
      assertThat(ran.statement()).isEqualTo("SELECT 1");
    }
  }
}
