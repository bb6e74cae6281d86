package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.gds.database.DatabaseEngine;
import io.gds.database.EngineStatus;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ConnectionException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.wire.MongoPeer;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.MongoRequest;
import io.gds.database.testkit.wire.WireCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the driver is made to connect, seen from the other side. */
class MongoConnectionsTest {
  private final DatabaseManager manager = DatabaseManager.of(new MongoProvider());

  @TempDir Path directory;

  @AfterEach
  void close() {
    manager.close();
  }

  private static ConnectionInfo info(MongoPeer peer, String options) {
    return MongoUrlGrammar.parse("mongodb://" + peer.address() + "/?" + options).orElseThrow();
  }

  private static ConnectionInfo as(ConnectionInfo info, String user, String password) {
    return info.toBuilder()
        .credentials(Credentials.password(user, SecretRef.inline(password.toCharArray())))
        .build();
  }

  /** What the engine sent, what its connections send by themselves left out. */
  private static List<String> sent(MongoPeer peer) {
    return peer.script().everything().stream()
        .filter(each -> !each.isMonitor() && each.command().containsKey("$db"))
        .map(MongoRequest::name)
        .filter(name -> !name.equals("endSessions") && !name.equals("hello"))
        .toList();
  }

  private static final String IMPATIENT = "serverSelectionTimeoutMS=600&connectTimeoutMS=400";

  @Test
  void anEngineAsksOnceWhatTheServerIsAndKeepsNothingOpenAfterwards() {
    try (MongoPeer peer = MongoPeer.builder().version("4.4.29").start()) {
      DatabaseEngine engine = manager.open(info(peer, ""));

      assertThat(sent(peer)).containsExactly("buildInfo", "isMaster");
      engine.close();
      assertThat(engine.name()).startsWith("mongodb://");
      assertThatThrownBy(engine::ping)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_CLOSED));
    }
  }

  @Test
  void aLazyEngineConnectsAtItsFirstUse() {
    try (MongoPeer peer = MongoPeer.builder().start()) {
      DatabaseEngine engine = manager.open(info(peer, "").lazy());

      assertThat(peer.script().everything()).isEmpty();
      engine.ping();
      assertThat(sent(peer)).containsExactly("ping");
    }
  }

  @Test
  void aPasswordIsProvedOnceAndAWrongOneIsNotTriedAgain() {
    try (MongoPeer peer = MongoPeer.builder().user("ann", "canary-7Qx").start()) {
      manager.open(as(info(peer, ""), "ann", "canary-7Qx")).ping();
      int before = peer.script().logins().size();

      assertThatThrownBy(() -> manager.open(as(info(peer, ""), "ann", "wrong-canary-7Qx")))
          .isInstanceOf(AuthenticationFailedException.class)
          .satisfies(e -> assertThat(traces(e)).doesNotContain("canary-7Qx"));
      assertThat(peer.script().logins()).hasSize(before + 1);
    }
  }

  private static String traces(Throwable thrown) {
    StringWriter all = new StringWriter();
    thrown.printStackTrace(new PrintWriter(all));
    return all.toString();
  }

  @Test
  void anUntrustedServerIsRefusedAndATrustedOneIsNot() throws IOException {
    WireCertificate own = WireCertificate.local();
    Path trusted = own.pem(directory.resolve("ca.pem"));
    try (MongoPeer peer = MongoPeer.builder().tls(own.server()).start()) {
      assertThatThrownBy(() -> manager.open(info(peer, "tls=true&" + IMPATIENT)))
          .isInstanceOfSatisfying(
              ConnectionException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TLS_REFUSED));

      manager.open(info(peer, "tls=true&tlsCAFile=" + trusted)).ping();
      manager.open(info(peer, "tls=true&tlsInsecure=true")).ping();
    }
  }

  @Test
  void aServerUnderAnotherNameThanItsCertificateIsRefusedUnlessTheNameDoesNotMatter()
      throws IOException {
    WireCertificate own = WireCertificate.builder("db.example.com").host("db.example.com").make();
    Path trusted = own.pem(directory.resolve("ca.pem"));
    try (MongoPeer peer = MongoPeer.builder().tls(own.server()).start()) {
      String tls = "tls=true&tlsCAFile=" + trusted + "&";
      assertThatThrownBy(() -> manager.open(info(peer, tls + IMPATIENT)))
          .isInstanceOf(ConnectionException.class);

      manager.open(info(peer, tls + "tlsAllowInvalidHostnames=true")).ping();
    }
  }

  @Test
  void aCertificateLogsIn() throws IOException {
    WireCertificate server = WireCertificate.local();
    WireCertificate ada = WireCertificate.builder("ada").make();
    Path certificate = ada.pem(directory.resolve("ada.pem"));
    Path key = ada.keyPem(directory.resolve("ada.key"));
    Path trusted = server.pem(directory.resolve("ca.pem"));
    try (MongoPeer peer =
        MongoPeer.builder().tls(server.server(ada)).certificate("CN=ada").start()) {
      String tls = "tls=true&tlsCAFile=" + trusted + "&sslcert=" + certificate + "&sslkey=" + key;
      peer.on("admin", "listDatabases").answer("{databases: [], ok: 1}");

      manager.open(info(peer, tls + "&authMechanism=MONGODB-X509")).databases();
      assertThat(peer.script().requests("listDatabases"))
          .singleElement()
          .satisfies(
              asked -> {
                assertThat(asked.user()).contains("CN=ada");
                assertThat(asked.application()).isEqualTo("gds");
              });
    }
  }

  @Test
  void nobodyListeningIsSaidWithTheAddress() {
    MongoPeer peer = MongoPeer.builder().start();
    ConnectionInfo info = info(peer, IMPATIENT);
    peer.close();

    assertThatThrownBy(() -> manager.open(info))
        .isInstanceOfSatisfying(
            ConnectionException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
              assertThat(e).hasMessageContaining(peer.address());
            });
  }

  @Test
  void anotherReplicaSetThanTheOneNamedIsSaid() {
    try (MongoPeer peer = MongoPeer.builder().replicaSet("rs0").start()) {
      assertThatThrownBy(() -> manager.open(info(peer, "replicaSet=rs1&" + IMPATIENT)))
          .isInstanceOfSatisfying(
              ConnectionException.class,
              e -> assertThat(e).hasMessageContaining("no server will do"));
    }
  }

  @Test
  void theCallersOwnClientIsUsedAndNeverClosed() {
    try (MongoPeer peer = MongoPeer.builder().start();
        MongoClient own = MongoClients.create(peer.url())) {
      MongoEngine engine = manager.open(MongoEngine.over(own), MongoEngine.class);
      assertThat(engine.client()).isSameAs(own);
      engine.close();

      own.getDatabase("admin").runCommand(new Document("ping", 1));
      assertThat(sent(peer)).contains("ping");
    }
  }

  @Test
  void whatTheServerTellsOfItselfIsReadAndWhatOneMayNotAskIsEmpty() {
    try (MongoPeer peer = MongoPeer.builder().version("5.0.31").replicaSet("rs0").start()) {
      peer.on("admin", "serverStatus")
          .inTurn(
              MongoReply.parse(
                  "{storageEngine: {name: 'wiredTiger'}, process: 'mongod', uptimeMillis: 5000}"),
              MongoReply.error(13, "not authorized on admin"));
      peer.on("admin", "getParameter")
          .answer("{featureCompatibilityVersion: {version: '4.4'}, ok: 1}");
      peer.on("admin", "getCmdLineOpts")
          .answer("{parsed: {storage: {journal: {enabled: false}}}, ok: 1}");
      MongoEngine engine =
          manager.open(MongoUrlGrammar.parse(peer.url()).orElseThrow(), MongoEngine.class);

      MongoEngineMetadata all = engine.metadata();
      assertThat(all.version()).isEqualTo("5.0.31");
      assertThat(all.topology()).isEqualTo(MongoTopology.REPLICA_SET);
      assertThat(all.setName()).contains("rs0");
      assertThat(all.primary()).contains(peer.address());
      assertThat(all.storageEngine()).contains("wiredTiger");
      assertThat(all.featureCompatibilityVersion()).contains("4.4");
      assertThat(all.journaling()).contains(false);
      assertThat(all.startedAt()).contains(all.readAt().minusMillis(5000));
      assertThat(all.status()).isEqualTo(EngineStatus.ONLINE);
      assertThat(all.attributes()).containsKey("topology");

      assertThat(engine.refresh().storageEngine()).isEmpty();
    }
  }

  @Test
  void membersAreAskedByThemselvesOnlyWhereThatIsAllowed() {
    try (MongoPeer peer = MongoPeer.builder().start()) {
      DefaultMongoEngine engine =
          (DefaultMongoEngine)
              manager.open(info(peer, "").toBuilder().allowPeerHosts("*.ours").build());

      assertThat(engine.context().member(HostAddress.of("db.theirs", 27017))).isEmpty();
      assertThat(engine.context().member(HostAddress.of("db.ours", 27017))).isPresent();
      assertThat(engine.context().member(HostAddress.of(peer.host(), peer.port())))
          .hasValueSatisfying(
              member ->
                  assertThat(member.admin(MongoCommands.command("ping")).getNumber("ok").intValue())
                      .isEqualTo(1));
    }
  }
}
