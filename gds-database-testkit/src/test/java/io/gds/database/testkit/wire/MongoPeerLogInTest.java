package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and by which conversation. */
class MongoPeerLogInTest extends MongoPeerFixture {
  private static final String ODD = "p'w=,;} ü";

  private static MongoClient client(MongoPeer peer, MongoCredential credential) {
    return client(peer.url(), settings -> settings.credential(credential));
  }

  private static List<String> commands(MongoPeer peer, long session) {
    return peer.script().everything().stream()
        .filter(request -> request.session() == session)
        .map(MongoRequest::name)
        .toList();
  }

  private static List<String> ofTheOneWhoWorks(MongoPeer peer) {
    long session =
        peer.script().everything().stream()
            .filter(request -> request.name().equals("ping"))
            .findFirst()
            .orElseThrow()
            .session();
    return commands(peer, session);
  }

  private static void assertRefused(MongoPeer peer, MongoCredential credential) {
    try (MongoClient client = client(peer, credential)) {
      Throwable refused = catchThrowable(() -> run(client, "admin", "{ping: 1}"));
      assertThat(refused).isInstanceOf(MongoSecurityException.class);
      assertThat(refused.getCause())
          .isInstanceOfSatisfying(
              MongoCommandException.class,
              e -> {
                assertThat(e.getErrorCode()).isEqualTo(18);
                assertThat(e.getErrorCodeName()).isEqualTo("AuthenticationFailed");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256"})
  void whoKnowsThePasswordIsLetInByEitherMechanism(String mechanism) {
    try (MongoPeer peer = MongoPeer.builder().user("a,d=a", ODD).start()) {
      MongoCredential known =
          mechanism.equals("SCRAM-SHA-1")
              ? MongoCredential.createScramSha1Credential("a,d=a", "admin", ODD.toCharArray())
              : MongoCredential.createScramSha256Credential("a,d=a", "admin", ODD.toCharArray());
      try (MongoClient client = client(peer, known)) {
        run(client, "admin", "{ping: 1}");
      }
      // The first message goes along with hello, so that two commands are left of four.
      assertThat(ofTheOneWhoWorks(peer)).startsWith("isMaster", "saslContinue", "ping");
      WireLogin login = peer.script().logins().get(0);
      assertThat(login.user()).isEqualTo("a,d=a");
      assertThat(login.database()).isEqualTo("admin");
      assertThat(login.accepted()).isTrue();
      assertThat(login.parameters())
          .containsEntry("mechanism", mechanism)
          .containsEntry("speculative", "true");
      assertThat(peer.script().logins().toString()).doesNotContain("p'w");
    }
  }

  @Test
  void whoDoesNotIsRefusedWhateverIsWrong() {
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").user("shop", "bob", "b").start()) {
      assertRefused(peer, MongoCredential.createCredential("ada", "admin", "other".toCharArray()));
      assertRefused(peer, MongoCredential.createCredential("ada", "shop", "pw".toCharArray()));
      assertRefused(peer, MongoCredential.createCredential("eve", "admin", "pw".toCharArray()));
      assertThat(peer.script().logins()).isNotEmpty().noneMatch(WireLogin::accepted);
      try (MongoClient client =
          client(peer, MongoCredential.createCredential("bob", "shop", "b".toCharArray()))) {
        run(client, "shop", "{ping: 1}");
      }
    }
  }

  @Test
  void withoutSpeculationTheConversationIsLonger() {
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").withoutSpeculation().start();
        MongoClient client =
            client(peer, MongoCredential.createCredential("ada", "admin", "pw".toCharArray()))) {
      run(client, "admin", "{ping: 1}");
      assertThat(ofTheOneWhoWorks(peer))
          .containsExactly("isMaster", "saslStart", "saslContinue", "ping");
      assertThat(peer.script().logins().get(0).parameters())
          .containsEntry("mechanism", "SCRAM-SHA-256")
          .containsEntry("speculative", "false");
    }
  }

  @Test
  void aWrongPasswordIsFoundAtTheEndOfTheConversation() {
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").start()) {
      assertRefused(peer, MongoCredential.createCredential("ada", "admin", "other".toCharArray()));
      assertThat(peer.script().everything())
          .filteredOn(request -> !request.isHello())
          .extracting(MongoRequest::name)
          .containsOnly("saslContinue");
      peer.script().forget();
      assertRefused(peer, MongoCredential.createCredential("eve", "admin", "pw".toCharArray()));
      assertThat(peer.script().everything())
          .filteredOn(request -> !request.isHello())
          .extracting(MongoRequest::name)
          .containsOnly("saslStart");
    }
  }

  @Test
  void theDriverTakesTheMechanismThatTheServerSaysItHasForTheUser() {
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").mechanisms("SCRAM-SHA-1").start();
        MongoClient client =
            client(peer, MongoCredential.createCredential("ada", "admin", "pw".toCharArray()))) {
      run(client, "admin", "{ping: 1}");
      assertThat(peer.script().logins())
          .extracting(login -> login.parameters().get("mechanism"))
          .containsOnly("SCRAM-SHA-1");
    }
  }

  @Test
  void aMechanismThatIsNotThereIsRefusedByItsNumber() {
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").mechanisms("SCRAM-SHA-1").start();
        MongoClient client =
            client(
                peer,
                MongoCredential.createScramSha256Credential("ada", "admin", "pw".toCharArray()))) {
      assertThat(catchThrowable(() -> run(client, "admin", "{ping: 1}")).getCause())
          .isInstanceOfSatisfying(
              MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(334));
    }
  }

  @Test
  void whoHasNotLoggedInMayOnlyAskWhoIsThere() {
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").start();
        MongoClient client = client(peer.url())) {
      peer.on("serverStatus").answer("{}");
      run(client, "admin", "{ping: 1}");
      assertThat(error(() -> run(client, "admin", "{serverStatus: 1}")).getErrorCode())
          .isEqualTo(13);
      assertThat(peer.requests()).isEmpty();
    }
  }

  @Test
  void aLogInCanFailOnce() {
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").start();
        MongoClient client =
            client(peer, MongoCredential.createCredential("ada", "admin", "pw".toCharArray()))) {
      peer.on("saslStart").once(MongoReply.error(18, "Authentication failed."));
      assertThatThrownBy(() -> run(client, "admin", "{ping: 1}"))
          .isInstanceOf(MongoSecurityException.class);
      run(client, "admin", "{ping: 1}");
    }
  }

  @Test
  void aServerThatTakesNobodySaysWhyAndTakesThemAgain() throws InterruptedException {
    try (MongoPeer peer = MongoPeer.builder().start()) {
      peer.refuse(MongoReply.error(91, "The server is in quiesce mode and will shut down"));
      try (MongoClient client = client(peer.url())) {
        assertThat(whyNot(client))
            .isInstanceOf(MongoCommandException.class)
            .hasMessageContaining("quiesce mode");
        peer.accept();
        run(client, "admin", "{ping: 1}");
      }
    }
  }

  /** A client that knows a server, and shows its own certificate where one is wanted. */
  private static SSLContext context(WireCertificate server, WireCertificate own) {
    return own.server(server);
  }

  private static UnaryOperator<MongoClientSettings.Builder> by(
      SSLContext context, MongoCredential credential) {
    return settings ->
        settings
            .applyToSslSettings(tls -> tls.enabled(true).context(context))
            .credential(credential);
  }

  @Test
  void overTlsOnlyATrustedServerIsTalkedTo() throws InterruptedException {
    WireCertificate certificate = WireCertificate.local();
    WireCertificate nobody = WireCertificate.builder("nobody").make();
    try (MongoPeer peer = MongoPeer.builder().user("ada", "pw").tls(certificate.server()).start()) {
      assertThat(peer.url()).endsWith("/?tls=true");
      assertThat(peer.directUrl()).endsWith("/?tls=true&directConnection=true");
      MongoCredential ada = MongoCredential.createCredential("ada", "admin", "pw".toCharArray());
      try (MongoClient client = client(peer.url(), by(context(certificate, nobody), ada))) {
        run(client, "admin", "{ping: 1}");
      }
      try (MongoClient client =
          client(peer.url(), by(context(WireCertificate.local(), nobody), ada))) {
        assertThat(whyNot(client)).hasCauseInstanceOf(SSLHandshakeException.class);
      }
    }
  }

  @Test
  void aPeerWithoutTlsHangsUpOnWhoSpeaksIt() throws InterruptedException {
    try (MongoPeer peer = MongoPeer.builder().start();
        MongoClient client = client(peer.url() + "?tls=true")) {
      assertThat(whyNot(client)).isInstanceOf(MongoSocketException.class);
    }
  }

  @Test
  void aCertificateLogsInWhoseSubjectIsKnown() {
    WireCertificate server = WireCertificate.local();
    WireCertificate ada = WireCertificate.builder("ada").make();
    WireCertificate eve = WireCertificate.builder("eve").make();
    try (MongoPeer peer =
        MongoPeer.builder().tls(server.server(ada, eve)).certificate("CN=ada").start()) {
      MongoCredential x509 = MongoCredential.createMongoX509Credential();
      try (MongoClient client = client(peer.url(), by(context(server, ada), x509))) {
        run(client, "admin", "{ping: 1}");
        assertThat(ofTheOneWhoWorks(peer)).containsExactly("isMaster", "ping");
        WireLogin login = peer.script().logins().get(0);
        assertThat(login.user()).isEqualTo("CN=ada");
        assertThat(login.database()).isEqualTo("$external");
        assertThat(login.parameters()).containsEntry("mechanism", "MONGODB-X509");
      }
      peer.script().forget();
      try (MongoClient client = client(peer.url(), by(context(server, eve), x509))) {
        assertThat(catchThrowable(() -> run(client, "admin", "{ping: 1}")).getCause())
            .isInstanceOfSatisfying(
                MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(18));
      }
      try (MongoClient client =
          client(
              peer.url(),
              by(context(server, ada), MongoCredential.createMongoX509Credential("CN=bob")))) {
        assertThatThrownBy(() -> run(client, "admin", "{ping: 1}"))
            .isInstanceOf(MongoSecurityException.class);
      }
      assertThat(peer.script().logins()).noneMatch(WireLogin::accepted);
    }
  }
}
