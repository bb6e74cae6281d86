package io.gds.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void poolDefaultsArePinned() {
    PoolSettings pool = PoolSettings.defaults();

    assertThat(pool.size()).isEqualTo(4);
    assertThat(pool.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(pool.maxLifetime()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void everyPoolSettingCanBeSet() {
    PoolSettings pool =
        PoolSettings.defaults()
            .size(9)
            .idleTimeout(Duration.ofSeconds(20))
            .maxLifetime(Duration.ofSeconds(40));

    assertThat(pool.size()).isEqualTo(9);
    assertThat(pool.idleTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(pool.maxLifetime()).isEqualTo(Duration.ofSeconds(40));
    assertThat(pool).hasToString("size=9, idleTimeout=PT20S, maxLifetime=PT40S");
    assertThat(pool.size(4).idleTimeout(Duration.ofMinutes(1)).maxLifetime(Duration.ofMinutes(30)))
        .isEqualTo(PoolSettings.defaults())
        .hasSameHashCodeAs(PoolSettings.defaults());
    differs(
        PoolSettings.defaults(),
        List.of(
            p -> p.size(5),
            p -> p.idleTimeout(Duration.ofMinutes(2)),
            p -> p.maxLifetime(Duration.ofMinutes(2))));
  }

  @Test
  void aPoolStaysWithinBounds() {
    PoolSettings pool = PoolSettings.defaults();

    refused(() -> pool.size(0), "a pool holds 1 to 1000 connections");
    refused(() -> pool.size(1001), "a pool holds 1 to 1000 connections");
    refused(() -> pool.idleTimeout(Duration.ofSeconds(9)), "idleTimeout is at least 10 seconds");
    refused(() -> pool.maxLifetime(Duration.ofSeconds(29)), "maxLifetime is at least 30 seconds");
  }

  @Test
  void timeoutDefaultsArePinned() {
    Timeouts timeouts = Timeouts.defaults();

    assertThat(timeouts.connect()).isEqualTo(Duration.ofSeconds(10));
    assertThat(timeouts.login()).isEqualTo(Duration.ofSeconds(15));
    assertThat(timeouts.socket()).isEqualTo(Duration.ofSeconds(60));
    assertThat(timeouts.query()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void everyTimeoutCanBeSet() {
    Timeouts timeouts =
        Timeouts.defaults()
            .connect(Duration.ofSeconds(1))
            .login(Duration.ofSeconds(2))
            .socket(Duration.ofSeconds(3))
            .query(Duration.ofSeconds(4));

    assertThat(timeouts).hasToString("connect=PT1S, login=PT2S, socket=PT3S, query=PT4S");
    assertThat(
            timeouts
                .connect(Duration.ofSeconds(10))
                .login(Duration.ofSeconds(15))
                .socket(Duration.ofSeconds(60))
                .query(Duration.ofSeconds(30)))
        .isEqualTo(Timeouts.defaults())
        .hasSameHashCodeAs(Timeouts.defaults());
    Duration day = Duration.ofDays(1);
    differs(
        Timeouts.defaults(),
        List.of(t -> t.connect(day), t -> t.login(day), t -> t.socket(day), t -> t.query(day)));
  }

  @Test
  void everyShortCallEnds() {
    Timeouts timeouts = Timeouts.defaults();

    refused(() -> timeouts.connect(Duration.ZERO), "connect is more than zero and at most a day");
    refused(() -> timeouts.login(Duration.ofDays(2)), "login is more than zero and at most a day");
    refused(
        () -> timeouts.socket(Duration.ofSeconds(-1)),
        "socket is more than zero and at most a day");
    refused(() -> timeouts.query(Duration.ZERO), "query is more than zero and at most a day");
  }

  @Test
  void tlsDefaultsArePinned() {
    TlsSettings tls = TlsSettings.defaults();

    assertThat(tls.mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(tls.insecure()).isFalse();
    assertThat(tls.trustedCertificates()).isEmpty();
    assertThat(tls.clientCertificate()).isEmpty();
    assertThat(tls.clientKey()).isEmpty();
    assertThat(tls).hasToString("VERIFY_FULL");
  }

  @Test
  void everyTlsSettingCanBeSet() {
    TlsSettings tls =
        TlsSettings.defaults()
            .mode(TlsMode.REQUIRE)
            .insecure(true)
            .trustedCertificates(Path.of("ca.pem"))
            .clientCertificate(Path.of("me.pem"), Path.of("me.key"));

    assertThat(tls.mode()).isEqualTo(TlsMode.REQUIRE);
    assertThat(tls.insecure()).isTrue();
    assertThat(tls.trustedCertificates()).contains(Path.of("ca.pem"));
    assertThat(tls.clientCertificate()).contains(Path.of("me.pem"));
    assertThat(tls.clientKey()).contains(Path.of("me.key"));
    assertThat(tls).hasToString("REQUIRE (insecure)");
    assertThat(TlsSettings.defaults().mode(TlsMode.VERIFY_FULL))
        .isEqualTo(TlsSettings.defaults())
        .hasSameHashCodeAs(TlsSettings.defaults());
    Path pem = Path.of("x.pem");
    differs(
        TlsSettings.defaults(),
        List.of(
            t -> t.mode(TlsMode.DISABLE),
            t -> t.insecure(true),
            t -> t.trustedCertificates(pem),
            t -> t.clientCertificate(pem, pem)));
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLE, false",
    "PREFER, false",
    "REQUIRE, false",
    "VERIFY_CA, true",
    "VERIFY_FULL, true"
  })
  void onlyTheVerifyModesVerify(TlsMode mode, boolean verifies) {
    assertThat(TlsSettings.defaults().mode(mode).verifies()).isEqualTo(verifies);
  }

  @ParameterizedTest
  @CsvSource({
    "mssql, mssql",
    "SqlServer, mssql",
    "postgres, postgresql",
    "PostgreSQL, postgresql",
    "mongo, mongodb",
    "duckdb, duckdb"
  })
  void aPlatformIsKnownByItsIdOrAliasInAnyLetterCase(String given, String id) {
    DatabaseType type = DatabaseType.of(given);

    assertThat(type.id()).isEqualTo(id);
    assertThat(type).hasToString(id).isEqualTo(DatabaseType.of(id));
    assertThat(type).hasSameHashCodeAs(DatabaseType.of(id)).isNotEqualTo(id);
  }

  @Test
  void thePlatformsOfThisLibraryAreConstants() {
    assertThat(
            List.of(
                DatabaseType.MSSQL,
                DatabaseType.POSTGRESQL,
                DatabaseType.SNOWFLAKE,
                DatabaseType.MONGODB,
                DatabaseType.SQLITE,
                DatabaseType.COCKROACHDB,
                DatabaseType.MYSQL,
                DatabaseType.ORACLE))
        .extracting(DatabaseType::id)
        .containsExactly(
            "mssql",
            "postgresql",
            "snowflake",
            "mongodb",
            "sqlite",
            "cockroachdb",
            "mysql",
            "oracle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "a b", "a.b", "-x", "ä", "a\nb"})
  void aTextThatCannotBeAPlatformIsRefused(String id) {
    assertThatThrownBy(() -> DatabaseType.of(id))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONNECTION))
        .hasMessageStartingWith("a platform id starts with a letter");
  }

  private static <T> void differs(T settings, List<UnaryOperator<T>> changes) {
    for (UnaryOperator<T> change : changes) {
      assertThat(change.apply(settings)).isNotEqualTo(settings);
    }
    assertThat(settings).isNotEqualTo("other");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
