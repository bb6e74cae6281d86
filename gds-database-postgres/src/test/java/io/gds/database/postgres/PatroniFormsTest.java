package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.ha.HaState;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read before anybody is asked: addresses, properties, states, answers. */
class PatroniFormsTest {
  @Test
  void addressesAreReadWithTheirUsualPort() {
    assertThat(PatroniAddresses.parse("https://A.example, http://[::1]:80/").all())
        .containsExactly(URI.create("https://a.example:8008"), URI.create("http://[::1]:80"));
    PatroniAddresses twice = PatroniAddresses.parse("http://h:8008,http://h");
    assertThat(twice.all()).hasSize(1);
    assertThat(PatroniAddresses.parse(twice.toString())).isEqualTo(twice);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h:8008",
        "ftp://h",
        "https://",
        "https://ann:retword@h",
        "https://h/patroni",
        "https://h?a=b",
        "https://h#x",
        "https://h:99999",
        "https://h:0",
        "https://h,,https://i",
        "https://h i"
      })
  void whatIsNoAddressIsRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> PatroniAddresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("retword");
    ConnectionInfo info =
        PostgresUrls.parse("postgresql://h/x").orElseThrow().toBuilder()
            .property(PostgresPatroni.ADDRESSES.id(), text)
            .build();
    assertThatThrownBy(() -> PostgresUrls.check(info))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("postgresql.patroni")
        .hasMessageNotContaining("retword");
  }

  @Test
  void aUrlMayNameTheAddressesAndNeverASecret() {
    ConnectionInfo info =
        PostgresUrls.parse(
                "postgresql://h/x?patroni=https://a:8008,https://b&postgresql.patroni-user=ann")
            .orElseThrow();
    assertThat(info.properties())
        .containsEntry("postgresql.patroni", "https://a:8008,https://b")
        .containsEntry("postgresql.patroni-user", "ann");
    PostgresUrls.check(info);
    assertThat(PostgresConnections.driverProperties(info).keySet())
        .noneMatch(name -> name.contains("patroni"));
    for (String parameter :
        List.of("postgresql.patroni-secret=env:X", "postgresql.patroni-insecure=true")) {
      assertThatThrownBy(() -> PostgresUrls.parse("postgresql://h/x?" + parameter))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("set it in code");
    }
    assertThatThrownBy(
            () ->
                PostgresUrls.parse("postgresql://h/x?patroni=http://a&postgresql.patroni=http://b"))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("says again");
  }

  @Test
  void plainHttpIsProtectedOnThisMachineOnly() {
    assertThat(PatroniAddresses.isProtected(URI.create("https://db:8008"))).isTrue();
    assertThat(PatroniAddresses.isProtected(URI.create("http://127.0.0.1:8008"))).isTrue();
    assertThat(PatroniAddresses.isProtected(URI.create("http://[::1]:8008"))).isTrue();
    assertThat(PatroniAddresses.isProtected(URI.create("http://db:8008"))).isFalse();
  }

  private static PatroniMember member(String role, String state) {
    return new PatroniMember(
        "m",
        role,
        state,
        Optional.empty(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "leader,running,HEALTHY,true",
    "master,running,HEALTHY,true",
    "standby_leader,running,SYNCHRONIZING,true",
    "replica,running,SYNCHRONIZING,true",
    "replica,streaming,SYNCHRONIZING,true",
    "sync_standby,streaming,SYNCED,true",
    "quorum_standby,streaming,SYNCED,true",
    "replica,in archive recovery,SYNCHRONIZING,true",
    "replica,starting,RESOLVING,false",
    "replica,restarting,RESOLVING,false",
    "replica,stopping,RESOLVING,false",
    "leader,starting after custom bootstrap,RESOLVING,false",
    "replica,creating replica,NOT_SYNCHRONIZED,false",
    "leader,initializing new cluster,NOT_SYNCHRONIZED,false",
    "leader,running custom bootstrap script,NOT_SYNCHRONIZED,false",
    "replica,stopped,DISCONNECTED,false",
    "replica,crashed,DISCONNECTED,false",
    "replica,start failed,DISCONNECTED,false",
    "replica,restart failed,DISCONNECTED,false",
    "replica,stop failed,DISCONNECTED,false",
    "leader,initdb failed,DISCONNECTED,false",
    "leader,custom bootstrap failed,DISCONNECTED,false",
    "replica,something new,UNKNOWN,false"
  })
  void everyStateHasItsMeaning(String role, String state, HaState meaning, boolean runs) {
    assertThat(member(role, state).haState()).isEqualTo(meaning);
    assertThat(member(role, state).runs()).isEqualTo(runs);
    assertThat(member(role, state).leads())
        .isEqualTo(role.endsWith("leader") || role.equals("master"));
  }

  @Test
  void aClusterIsReadWhateverIsMissing() {
    PatroniCluster cluster =
        PatroniCluster.of(
            new PatroniReply(
                URI.create("http://h:8008"),
                200,
                """
                {"members": [
                  {"name": "a", "role": "leader", "state": "running", "host": "10.0.0.1",
                   "port": 5433, "timeline": 5, "pending_restart": true,
                   "pending_restart_reason": {"max_connections": {"old_value": "1"}}},
                  {"name": "b", "role": "replica", "state": "streaming", "lag": "unknown",
                   "tags": {"nofailover": true, "clonefrom": true}},
                  {"name": "c", "role": "replica", "state": "streaming", "lag": 17,
                   "tags": {"failover_priority": 0}},
                  {"name": "c"}, {}],
                 "pause": true,
                 "scheduled_switchover": {"at": "2026-01-01T00:00:00+00:00", "from": "a"}}
                """));
    assertThat(cluster.members()).extracting(PatroniMember::name).containsExactly("a", "b", "c");
    PatroniMember a = cluster.leader().orElseThrow();
    assertThat(a.address()).contains("10.0.0.1:5433");
    assertThat(a.pendingRestart().orElseThrow()).contains("max_connections");
    assertThat(a.mayLead()).isTrue();
    assertThat(cluster.member("b").orElseThrow().mayLead()).isFalse();
    assertThat(cluster.member("b").orElseThrow().lag()).isEmpty();
    assertThat(cluster.member("c").orElseThrow().mayLead()).isFalse();
    assertThat(cluster.member("c").orElseThrow().lag()).hasValue(17);
    assertThat(cluster.paused()).isTrue();
    assertThat(cluster.scheduled().orElseThrow()).contains("2026-01-01").contains("from a");
  }

  @Test
  void instantsAreReadAsPatroniAndTheServerWriteThem() {
    assertThat(PatroniJson.instant("2024-08-28 19:39:26.352526+00:00"))
        .isEqualTo(PatroniJson.instant("2024-08-28 21:39:26.352526+02"))
        .isEqualTo(PatroniJson.instant("2024-08-28T19:39:26.352526Z"))
        .isPresent();
    assertThat(PatroniJson.instant("yesterday")).isEmpty();
  }
}
