package io.gds.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressTest {
  @Test
  void itPrintsAsInAUrl() {
    assertThat(HostAddress.of("db")).hasToString("db");
    assertThat(HostAddress.of("db", 5432)).hasToString("db:5432");
    assertThat(HostAddress.of("fe80::1%eth0")).hasToString("[fe80::1%eth0]");
    assertThat(HostAddress.of("::1", 5432)).hasToString("[::1]:5432");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"})
  void thisMachineIsKnownByItsOwnNames(String host) {
    assertThat(HostAddress.of(host).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"db", "localhost.example.com", "127.0.0.1.example.com", "128.0.0.1", "::2"})
  void otherMachinesAreNotThisOne(String host) {
    assertThat(HostAddress.of(host).isLoopback()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\tb",
        "a\nb",
        "app:c4nary@db",
        "db/shop",
        "db?x",
        "db#x",
        "db,other",
        "db;x",
        "db\u202ex",
        "db\u0085x",
        "db\ud800",
        "[::1]",
        "db:5432",
        "app:c4nary",
        "c4nary::x"
      })
  void whatCannotBeAHostIsRefusedWithoutRepeatingIt(String host) {
    assertThatThrownBy(() -> HostAddress.of(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a host name")
        .hasMessageNotContaining("c4nary");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65536})
  void aPortIsInRange(int port) {
    assertThatThrownBy(() -> HostAddress.of("db", port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a port is 1 to 65535");
  }
}
