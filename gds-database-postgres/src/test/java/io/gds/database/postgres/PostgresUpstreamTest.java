package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.TlsMode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a standby is told to reach its primary. */
class PostgresUpstreamTest {
  @TempDir Path directory;

  private static ConnectionInfo primary(String hosts) {
    return PostgresUrls.parse("postgresql://ann@" + hosts + "/postgres").orElseThrow();
  }

  private PostgresUpstream upstream(PostgresHaEngines engines, ConnectionInfo primary) {
    ConnectionInfo standby =
        PostgresUrls.parse("postgresql://127.0.0.1:1/postgres").orElseThrow().toBuilder()
            .name("s1")
            .lazy(true)
            .property(PostgresServer.DATA_DIRECTORY.id(), directory.toString())
            .build();
    PostgresContext context = ((DefaultPostgresEngine) engines.open(standby)).context();
    return new PostgresUpstream(primary, new PostgresHost(context, "s1", OptionValues.none()));
  }

  @Test
  void ofSeveralHostsWhicheverIsPrimaryIsFollowed() {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      assertThat(upstream(engines, primary("db1:5433,db2")).conninfo("s1"))
          .isEqualTo(
              "host=db1,db2 port=5433,5432 target_session_attrs=read-write user=ann"
                  + " sslmode=verify-full application_name=s1");
      assertThat(upstream(engines, primary("db1")).conninfo("s1"))
          .doesNotContain("target_session_attrs");
    }
  }

  @Test
  void theClientsCertificateIsCarriedAndItsKeyLookedAt() throws IOException {
    Path key = Files.writeString(directory.resolve("client's.key"), "x");
    ConnectionInfo plain = primary("db1");
    ConnectionInfo info =
        plain.toBuilder()
            .tls(
                plain
                    .tls()
                    .mode(TlsMode.VERIFY_CA)
                    .trustedCertificates(directory.resolve("ca.crt"))
                    .clientCertificate(directory.resolve("client.crt"), key))
            .build();
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresUpstream upstream = upstream(engines, info);
      assertThat(upstream.conninfo("s1"))
          .contains("sslmode=verify-ca")
          .contains("sslrootcert=" + directory.resolve("ca.crt"))
          .contains("sslcert=" + directory.resolve("client.crt"))
          .contains("sslkey='" + directory.resolve("client\\'s.key") + "'");
      assertThat(upstream.files()).contains(key);

      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      Check open = upstream.check(Clock.systemUTC(), "s1");
      assertThat(open.refused()).isTrue();
      assertThat(open.measured()).contains("may not read the key").contains("rw-r--r--");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      assertThat(upstream.check(Clock.systemUTC(), "s1").refused()).isFalse();
      Files.delete(key);
      assertThat(upstream.check(Clock.systemUTC(), "s1").measured()).contains("is not there");
    }
  }
}
