package io.gds.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Faults;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionInfoTest {
  private static final DatabaseType TYPE = DatabaseType.POSTGRESQL;
  private static final SecretRef INLINE = SecretRef.inline("c4nary".toCharArray());

  private static ConnectionInfo.Builder remote() {
    return ConnectionInfo.builder(TYPE).host("db.example.com");
  }

  private static TlsSettings tls(TlsMode mode) {
    return TlsSettings.defaults().mode(mode);
  }

  @Test
  void defaultsArePinned() {
    ConnectionInfo info = ConnectionInfo.builder(TYPE).build();

    assertThat(info.type()).isEqualTo(TYPE);
    assertThat(info.name()).isEmpty();
    assertThat(info.hosts()).isEmpty();
    assertThat(info.path()).isEmpty();
    assertThat(info.database()).isEmpty();
    assertThat(info.credentials()).isEqualTo(Credentials.none());
    assertThat(info.tls()).isEqualTo(TlsSettings.defaults());
    assertThat(info.role()).isEqualTo(ConnectionRole.PRIMARY);
    assertThat(info.pool()).isEqualTo(PoolSettings.defaults());
    assertThat(info.timeouts()).isEqualTo(Timeouts.defaults());
    assertThat(info.properties()).isEmpty();
    assertThat(info.peers()).isEmpty();
    assertThat(info.allowedPeerHosts()).isEmpty();
    assertThat(info.isLazy()).isFalse();
    assertThat(info.decommissionedAt()).isEmpty();
    assertThat(info.external(Object.class)).isEmpty();
  }

  @Test
  void everythingCanBeSetAndSurvivesABuilder() {
    ConnectionInfo peer = ConnectionInfo.builder(TYPE).host("standby").build();
    ConnectionInfo info =
        ConnectionInfo.builder(TYPE)
            .name("shop")
            .host("a")
            .host("b", 5433)
            .database("orders")
            .credentials(Credentials.password("app", INLINE))
            .tls(tls(TlsMode.VERIFY_CA))
            .role(ConnectionRole.ANY)
            .pool(PoolSettings.defaults().size(2))
            .timeouts(Timeouts.defaults().query(Duration.ofSeconds(1)))
            .property("b", "2")
            .property("a", "1")
            .peer("standby1", peer)
            .allowPeerHosts("*.example.com")
            .lazy(true)
            .decommissionedAt(Instant.EPOCH)
            .build();

    assertThat(info.name()).contains("shop");
    assertThat(info.hosts()).containsExactly(HostAddress.of("a"), HostAddress.of("b", 5433));
    assertThat(info.database()).contains("orders");
    assertThat(info.credentials().secret()).contains(INLINE);
    assertThat(info.tls().mode()).isEqualTo(TlsMode.VERIFY_CA);
    assertThat(info.role()).isEqualTo(ConnectionRole.ANY);
    assertThat(info.pool().size()).isEqualTo(2);
    assertThat(info.timeouts().query()).isEqualTo(Duration.ofSeconds(1));
    assertThat(info.properties()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
    assertThat(info.peers()).containsExactly(Map.entry("standby1", peer));
    assertThat(info.allowedPeerHosts()).containsExactly("*.example.com");
    assertThat(info.isLazy()).isTrue();
    assertThat(info.decommissionedAt()).contains(Instant.EPOCH);
    assertThat(info.toBuilder().build()).isEqualTo(info).hasSameHashCodeAs(info);
    assertThat(info).hasToString("postgresql://app@a,b:5433/orders");
  }

  @Test
  void connectionsAreEqualByEverything() {
    ConnectionInfo info = remote().build();
    List<UnaryOperator<ConnectionInfo.Builder>> changes =
        List.of(
            b -> b.name("x"),
            b -> b.host("x"),
            b -> b.database("x"),
            b -> b.credentials(Credentials.of(AuthType.INTEGRATED)),
            b -> b.tls(tls(TlsMode.VERIFY_CA)),
            b -> b.role(ConnectionRole.ANY),
            b -> b.pool(PoolSettings.defaults().size(1)),
            b -> b.timeouts(Timeouts.defaults().query(Duration.ofSeconds(1))),
            b -> b.property("a", "1"),
            b -> b.peer("x", ConnectionInfo.builder(TYPE).build()),
            b -> b.allowPeerHosts("*"),
            b -> b.lazy(true),
            b -> b.decommissionedAt(Instant.EPOCH),
            b -> b.hosts(List.of()).path(Path.of("x")),
            b -> b.hosts(List.of()).external("mine"));

    assertThat(changes)
        .allSatisfy(
            change -> assertThat(change.apply(info.toBuilder()).build()).isNotEqualTo(info));
    assertThat(info)
        .isEqualTo(remote().build())
        .isNotEqualTo(ConnectionInfo.builder(DatabaseType.MYSQL).host("db.example.com").build())
        .isNotEqualTo("other");
  }

  @Test
  void nothingGivenCanBeChangedAfterwards() {
    ConnectionInfo info = remote().build();

    assertThatThrownBy(() -> info.hosts().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> info.properties().put("a", "1"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> info.peers().put("a", info))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> info.allowedPeerHosts().add("*"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void secretsAreNeverPrintedWhereverTheyAre() {
    ConnectionInfo peer =
        ConnectionInfo.builder(TYPE).credentials(Credentials.password("p", INLINE)).build();
    ConnectionInfo info =
        remote()
            .credentials(Credentials.password("app", INLINE).withPassphrase(INLINE))
            .property("sslpassword", "c4nary")
            .peer("b", peer)
            .build();

    assertThat(info.toString()).isEqualTo("postgresql://app@db.example.com/");
    assertThat(info.redactedUrl()).doesNotContain("c4nary");
    assertThat(info.credentials().toString()).doesNotContain("c4nary");
    assertThat(info.peers().toString()).doesNotContain("c4nary");
  }

  @Test
  void anEmbeddedPlatformPrintsItsPath() {
    assertThat(ConnectionInfo.builder(DatabaseType.SQLITE).path(Path.of("/data")).build())
        .hasToString("sqlite:/data");
  }

  @Test
  void theCallersOwnConnectionIsHandedBackAsItsTypeOnly() {
    DataSource mine =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, args) -> {
                  throw new AssertionError("the data source was used: " + method);
                });

    ConnectionInfo info = ConnectionInfo.over(TYPE, mine);

    assertThat(info.external(DataSource.class).orElseThrow() == mine).isTrue();
    assertThat(info.external(String.class)).isEmpty();
    assertThat(info.toString()).startsWith("postgresql:<$Proxy");
  }

  @Test
  void lazyIsTheSameConnectionMadeLater() {
    ConnectionInfo info = remote().name("shop").build();

    assertThat(info.lazy().isLazy()).isTrue();
    assertThat(info.lazy().toBuilder().lazy(false).build()).isEqualTo(info);
    assertThat(info.isLazy()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"DISABLE", "PREFER", "REQUIRE"})
  void anotherMachineIsVerifiedUnlessThatIsExpresslyGivenUp(TlsMode mode) {
    assertThat(Faults.of(() -> remote().tls(tls(mode)).build())).containsExactly("tls");
    assertThatThrownBy(() -> remote().tls(tls(mode)).build())
        .hasMessageContaining(mode + " does not verify the server")
        .hasMessageContaining("insecure(true)");
    assertThat(remote().tls(tls(mode).insecure(true)).build().tls().mode()).isEqualTo(mode);
    assertThat(ConnectionInfo.builder(TYPE).host("::1").tls(tls(mode)).build().tls().mode())
        .isEqualTo(mode);
  }

  @ParameterizedTest
  @EnumSource(names = {"VERIFY_CA", "VERIFY_FULL"})
  void modesThatVerifyAreTakenEverywhere(TlsMode mode) {
    assertThat(remote().tls(tls(mode)).build().tls().mode()).isEqualTo(mode);
  }

  @Test
  void theDefaultModeFollowsTheHosts() {
    ConnectionInfo local = ConnectionInfo.builder(TYPE).host("localhost").build();

    assertThat(local.tls().mode()).isEqualTo(TlsMode.PREFER);
    assertThat(remote().build().tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(local.toBuilder().host("db.example.com").build().tls().mode())
        .isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(remote().build().toBuilder().hosts(local.hosts()).build().tls().mode())
        .isEqualTo(TlsMode.PREFER);
  }

  @Test
  void oneRemoteHostAmongLocalOnesIsEnoughToVerify() {
    assertThat(
            Faults.of(
                () ->
                    ConnectionInfo.builder(TYPE)
                        .host("localhost")
                        .host("db")
                        .tls(tls(TlsMode.PREFER))
                        .build()))
        .containsExactly("tls");
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThat(
            Faults.of(
                () ->
                    remote()
                        .tls(tls(TlsMode.DISABLE))
                        .path(Path.of("/data"))
                        .external("mine")
                        .build()))
        .containsExactly("tls", "path", "external");
    assertThat(
            Faults.of(
                () -> ConnectionInfo.builder(TYPE).path(Path.of("/d")).external("mine").build()))
        .containsExactly("external");
  }
}
