package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.core.archive.Directories;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tools log in as the engine does where a server lets in by TLS only. */
class PostgresToolTlsTest {
  private static final String PASSWORD = "it's \\ a : secret";

  private static Path directory;
  private static Depot depot;
  private static Certificate server;
  private static Certificate client;

  @BeforeAll
  static void start() throws Exception {
    directory = Files.createTempDirectory("gds-tls-").toRealPath();
    Depot.run("chmod", "755", directory.toString());
    server = Certificate.make(directory, "server", "dns:localhost,ip:127.0.0.1");
    client = Certificate.make(directory, "ada", "dns:ada");
    PostgresTestServer own =
        PostgresTestServer.builder().major(PostgresMajors.oldestWithTools()).local().start();
    depot = Depot.on(own);
    Path data = own.dataDirectory().orElseThrow();
    Path readable =
        Files.copy(server.key, directory.resolve("readable"), StandardCopyOption.REPLACE_EXISTING);
    Depot.run("chmod", "644", readable.toString());
    for (String[] copy :
        new String[][] {
          {readable.toString(), "server.key"},
          {server.certificate.toString(), "server.crt"},
          {client.certificate.toString(), "clients.crt"}
        }) {
      String to = data.resolve(copy[1]).toString();
      Depot.run(own.asServerUser("cp", copy[0], to).toArray(String[]::new));
      Depot.run(own.asServerUser("chmod", "600", to).toArray(String[]::new));
    }
    try {
      own.execute("ALTER SYSTEM SET ssl_ca_file = 'clients.crt'", "ALTER SYSTEM SET ssl = on");
    } catch (IllegalStateException e) {
      assumeTrue(false, "the server was built without TLS: " + e.getMessage());
    }
    own.execute(
        "CREATE ROLE ada SUPERUSER LOGIN",
        "CREATE ROLE eve SUPERUSER LOGIN PASSWORD " + PostgresSql.literal(PASSWORD));
    // The superuser of the tests still comes in without; these two by TLS only.
    String rules =
        """
        hostssl all ada 127.0.0.1/32 cert
        hostssl all eve 127.0.0.1/32 scram-sha-256
        host all ada,eve all reject
        host all all 127.0.0.1/32 trust
        """;
    Path hba = Files.writeString(directory.resolve("hba"), rules);
    Depot.run("chmod", "644", hba.toString());
    Depot.run(
        own.asServerUser("cp", hba.toString(), data.resolve("pg_hba.conf").toString())
            .toArray(String[]::new));
    own.execute("SELECT pg_reload_conf()");
  }

  @AfterAll
  static void stop() throws Exception {
    if (depot != null) {
      depot.close();
    }
    Directories.deleteTree(directory);
  }

  private static ConnectionInfo as(Credentials credentials, TlsSettings tls) {
    return PostgresUrls.parse(depot.server.url("postgres")).orElseThrow().toBuilder()
        .credentials(credentials)
        .tls(tls)
        .build();
  }

  private static Credentials eve() {
    return Credentials.password("eve", SecretRef.inline(PASSWORD.toCharArray()));
  }

  private static TlsSettings trusting(Path authority) {
    return TlsSettings.defaults().mode(TlsMode.VERIFY_FULL).trustedCertificates(authority);
  }

  private static Path tools() {
    return Objects.requireNonNull(depot.tools.tool("pg_dump").getParent());
  }

  /** Backs up with a trial, restores and clones: every tool that logs in. */
  private static void goRound(ConnectionInfo info) {
    PostgresEngine engine = depot.open(info);
    PostgresDatabase database = engine.database(depot.filled(30).name());
    String content = depot.content(database.name());
    BackupInfo backup =
        database.backup(
            BackupOptions.builder()
                .to(depot.place())
                .verify(VerifyLevel.RESTORE_AND_CHECK)
                .option(PostgresBackup.GLOBALS, true)
                .option(PostgresBackup.TOOLS, tools())
                .build());
    assertThat(backup.checked()).anyMatch(line -> line.contains("pg_amcheck"));
    assertThat(backup.checked()).noneMatch(line -> line.contains("was not run"));
    database.restore(
        Depot.from(backup).overwrite(true).option(PostgresRestore.TOOLS, tools()).build());
    assertThat(depot.content(database.name())).isEqualTo(content);
    String copy = depot.name();
    database.clone(
        CloneOptions.builder()
            .to(copy)
            .kind(CloneKind.COPY)
            .targetEngine(info)
            .option(PostgresClone.TOOLS, tools())
            .build());
    assertThat(depot.content(copy)).isEqualTo(content);
    engine.close();
  }

  @Test
  void theToolsTrustWhatTheConnectionTrusts() {
    goRound(as(eve(), trusting(server.certificate)));
  }

  @Test
  void theToolsShowTheClientsCertificate() {
    goRound(
        as(
            Credentials.of(AuthType.CERTIFICATE, "ada"),
            trusting(server.certificate).clientCertificate(client.certificate, client.driverKey)));
  }

  @Test
  void theToolsTrustNobodyElse() throws Exception {
    Path authority = Files.copy(server.certificate, directory.resolve("authority.crt"));
    PostgresDatabase database =
        depot.open(as(eve(), trusting(authority))).database(depot.filled(1).name());
    // The engine is connected; when the tool comes, the file holds somebody else's certificate.
    Path bin =
        depot.faked(
            "pg_dump",
            "cp '" + client.certificate + "' '" + authority + "'\nexec \"$real\" \"$@\"");
    DatabaseException refused =
        catchThrowableOfType(
            DatabaseException.class,
            () ->
                database.backup(
                    BackupOptions.builder()
                        .to(depot.place())
                        .option(PostgresBackup.TOOLS, bin)
                        .build()));
    assertThat(refused.getMessage()).contains("certificate verify failed");
    assertThat(refused.code()).isEqualTo(ErrorCode.TLS_REFUSED);
    assertThat(refused.remedy().orElseThrow()).contains("sslrootcert");
    assertThat(depot.files()).noneMatch(name -> name.contains("partial"));
  }
}
