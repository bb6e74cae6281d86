package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.TlsMode;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.manager.DatabaseManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CockroachUrlsTest {
  private static ConnectionInfo parse(String url) {
    return CockroachUrls.parse(url).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cockroachdb://ann@db.example.com:26258/shop",
        "cockroach://ann@db.example.com:26258/shop",
        "jdbc:cockroachdb://db.example.com:26258/shop?user=ann",
        "jdbc:cockroach://ann@db.example.com:26258/shop",
        "CockroachDB://ann@db.example.com:26258/shop"
      })
  void theSchemesSayTheSame(String url) {
    ConnectionInfo info = parse(url);
    assertThat(info.type()).isEqualTo(DatabaseType.COCKROACHDB);
    assertThat(info.hosts()).containsExactly(HostAddress.of("db.example.com", 26258));
    assertThat(info.database()).contains("shop");
    assertThat(info.credentials().username()).contains("ann");
    assertThat(info.credentials().authType()).isEqualTo(AuthType.NONE);
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    ConnectionInfo info = parse("cockroachdb://db.example.com");
    assertThat(info.tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(PostgresConnections.driverUrl(info, "defaultdb"))
        .isEqualTo("jdbc:postgresql://db.example.com:26257/defaultdb");
    assertThat(PostgresProduct.of(info).database()).isEqualTo("defaultdb");
  }

  @Test
  void anyOfSeveralHostsWillDoSinceNoneIsThePrimary() {
    ConnectionInfo info = parse("cockroachdb://a,b:26258,[::1]/shop?loadBalanceHosts=true");
    assertThat(PostgresConnections.driverUrl(info, "shop"))
        .isEqualTo("jdbc:postgresql://a:26257,b:26258,[::1]:26257/shop");
    assertThat(PostgresConnections.driverProperties(info))
        .containsEntry("targetServerType", "any")
        .containsEntry("loadBalanceHosts", "true");
  }

  @Test
  void aPasswordIsTakenOutAtOnce() {
    ConnectionInfo info = parse("cockroachdb://ann:s%40crEt@h/x");
    assertThat(info.credentials().authType()).isEqualTo(AuthType.PASSWORD);
    assertThat(info + " " + info.redactedUrl()).doesNotContain("crEt");
  }

  @Test
  void aNameMayBeLongerThanThoseOfPostgres() {
    String name = "n".repeat(100);
    assertThat(parse("cockroachdb://h/" + name).database()).contains(name);
  }

  @Test
  void theClusterOfASharedHostIsNamedAndNothingElseByOptions() {
    CockroachUrls.check(parse("cockroachdb://h/x?options=--cluster%3Dbrisk-cat-123"));
    for (String options :
        new String[] {"-c%20allow_unsafe_internals%3Dtrue", "--cluster%3Da%20-c%20x%3Dy", ""}) {
      ConnectionInfo info = parse("cockroachdb://h/x?options=" + options);
      assertThatThrownBy(() -> CockroachUrls.check(info))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("--cluster=NAME");
    }
  }

  @Test
  void whatRunsProgramsForPostgresIsNoPropertyHere() {
    ConnectionInfo info = parse("cockroachdb://h/x?postgresql.start-command=rm");
    assertThatThrownBy(() -> CockroachUrls.check(info))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("postgresql.start-command");
    ConnectionInfo factory = parse("cockroachdb://h/x?socketFactory=evil");
    assertThatThrownBy(() -> CockroachUrls.check(factory)).hasMessageContaining("socketFactory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cockroachdb:shop",
        "cockroach:///shop",
        "cockroachdb://:secretword@h/x",
        "jdbc:cockroachdb:x"
      })
  void whatCannotBeUnderstoodIsRefusedWithAnExample(String url) {
    assertThatThrownBy(() -> CockroachUrls.parse(url))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONNECTION);
              assertThat(e.platform()).contains("cockroachdb");
              assertThat(e.remedy()).contains("Write cockroachdb://user@host:26257/database.");
            })
        .hasMessageNotContaining("secretword");
  }

  @Test
  void eachOfTheTwoPlatformsHasItsOwnUrls() {
    assertThat(CockroachUrls.parse("postgresql://h/x")).isEmpty();
    assertThat(CockroachUrls.parse("cockroachdbx://h/x")).isEmpty();
    assertThat(PostgresUrls.parse("cockroachdb://h/x")).isEmpty();
    try (DatabaseManager manager = DatabaseManager.discover()) {
      assertThat(manager.parse("cockroachdb://h/x").type()).isEqualTo(DatabaseType.COCKROACHDB);
      assertThat(manager.parse("postgresql://h/x").type()).isEqualTo(DatabaseType.POSTGRESQL);
    }
    assertThat(new CockroachProvider().driverVersion()).isNotBlank();
  }
}
