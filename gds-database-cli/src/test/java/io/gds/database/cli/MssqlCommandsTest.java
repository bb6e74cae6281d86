package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.sqlserver.SqlServerModelMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line on a model of SQL Server, over TLS, as it is started from a terminal. */
class MssqlCommandsTest {
  @TempDir private static Path directory;
  private static SqlServerModelMain server;
  private static Path password;

  @BeforeAll
  static void start() throws Exception {
    Path certificate = directory.resolve("own cert.pem");
    server =
        SqlServerModelMain.start("--port", "0", "--replicas", "2", "--tls", certificate.toString());
    password =
        Files.createFile(
            directory.resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, server.password());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static Run as(String login, String... args) {
    return Run.gds(
        Run.join(List.of("--url", server.url(login), "--secret", "file:" + password), args));
  }

  private static Run gds(String... args) {
    return as("sa", args);
  }

  @Test
  void itIsOneOfThePlatforms() {
    assertThat(Run.gds("platforms").out()).containsPattern("mssql .*MssqlProvider");
  }

  @Test
  void databasesAreListedDescribedCreatedAndDropped() {
    Run list = gds("databases", "--sizes");
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(list.out()).containsPattern("shop +ONLINE +MULTI_USER +no +[0-9.]+ MiB +sa");
    assertThat(gds("describe", "shop").out())
        .containsPattern("recoveryModel +FULL")
        .containsPattern("lastLogBackupAt +20")
        .contains("shop_log at /var/opt/mssql/data/shop_log.ldf (LOG, ")
        .doesNotContain("Optional");
    assertThat(gds("create", "new", "--dry-run").out()).contains("CREATE DATABASE [new]");
    Run create = gds("create", "new", "-o", "recovery-model=simple");
    assertThat(create.code()).as(create.err()).isZero();
    assertThat(gds("drop", "new", "--dry-run").out()).contains("DROP DATABASE [new]");
    assertThat(gds("drop", "new", "--yes").code()).isZero();
    assertThat(gds("describe", "new").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @Test
  void aBackupGoesToTheServersSideAndIsListedInspectedAndProved() {
    String place = "/var/opt/mssql/backup/cli.bak";
    Run planned = gds("backup", "shop", "--to", place, "--dry-run", "-o", "compression=default");
    assertThat(planned.out())
        .contains(
            "BACKUP DATABASE [shop] TO DISK = N'" + place + "' WITH COMPRESSION, NAME = N'gds")
        .contains("RESTORE VERIFYONLY FROM DISK = N'" + place + "' WITH FILE = 1, CHECKSUM");
    Run backup = gds("backup", "shop", "--to", place);
    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(backup.out()).contains("location       server:" + place, "each checksum in it");
    assertThat(gds("backups", "shop").out())
        .containsPattern("shop +FULL .* server:" + place)
        .containsPattern("shop +DIFFERENTIAL ")
        .containsPattern("shop +LOG ");
    assertThat(gds("inspect", place).out()).contains("database       shop");
    Run verify = gds("verify", place);
    assertThat(verify.code()).as(verify.err()).isZero();
    assertThat(gds("backup", "shop", "--to", place).code())
        .isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    Run striped = gds("backup", "shop", "--to", "/b/1", "--to", "/b/2", "--dry-run");
    assertThat(striped.out()).contains("TO DISK = N'/b/1', DISK = N'/b/2' WITH");
  }

  @Test
  void theWholeWayToAnInstantIsPrintedBeforeAnyOfItIsGone() {
    Instant at = Instant.now().minus(Duration.ofMinutes(270)).truncatedTo(ChronoUnit.SECONDS);
    Run planned = gds("restore", "copy", "--history", "shop", "--at", at.toString(), "--dry-run");
    assertThat(planned.code()).as(planned.err()).isZero();
    String place = "FROM DISK = N'/var/opt/mssql/backup/shop-";
    assertThat(planned.out())
        .containsSubsequence(
            "RESTORE HEADERONLY " + place + "full.bak'",
            "RESTORE VERIFYONLY " + place + "log-24.bak'",
            "RESTORE DATABASE [copy] " + place + "full.bak' WITH FILE = 1, MOVE N'shop' TO N'",
            "RESTORE DATABASE [copy] " + place + "diff.bak'",
            "RESTORE LOG [copy] " + place + "log-16.bak'",
            "RESTORE LOG [copy] " + place + "log-20.bak'",
            "RESTORE LOG [copy] " + place + "log-24.bak'",
            "NORECOVERY, STOPAT = '",
            "RESTORE DATABASE [copy] WITH RECOVERY")
        .doesNotContain("log-12.bak");
    assertThat(gds("describe", "copy").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @Test
  void theReplicasOfAGroupAreShown() {
    List<String> peers = new ArrayList<>();
    server.urls("sa").forEach((name, url) -> peers.addAll(List.of("--peer", name + "=" + url)));
    Run status = gds(Run.join(List.of("ha", "status"), peers.toArray(String[]::new)));
    assertThat(status.code()).as(status.err()).isZero();
    assertThat(status.out())
        .contains("ag1 (availability-group): healthy")
        .containsPattern("SQL1 +PRIMARY +HEALTHY +SYNCHRONOUS")
        .containsPattern("SQL2 +SECONDARY +SYNCED +SYNCHRONOUS");
  }

  @Test
  void whoHasNoRightsIsToldWhichAreMissing() {
    Run create = as("clerk", "create", "new");
    assertThat(create.code()).isEqualTo(ExitCodes.NOT_ALLOWED);
    assertThat(create.err()).contains("GRANT CREATE ANY DATABASE TO");
    assertThat(as("clerk", "capabilities", "shop").out())
        .containsPattern("SupportsDefinition +PERMISSION +this login may not alter the database");
  }

  @Test
  void aWrongPasswordIsTriedOnceAndACertificateThatIsUnknownRefused() throws Exception {
    int before = server.peer().script().logins().size();
    Path wrong = Files.copy(password, directory.resolve("wrong"));
    Files.writeString(wrong, "c4n4ry-Pa55");
    Run run = Run.gds("databases", "--url", server.url("sa"), "--secret", "file:" + wrong);
    assertThat(run.code()).isEqualTo(ExitCodes.NOT_ALLOWED);
    assertThat(run.err()).contains("AUTHENTICATION_FAILED", "18456").doesNotContain("c4n4ry");
    assertThat(server.peer().script().logins()).hasSize(before + 1);
    String untrusted = server.url("sa").replaceFirst("\\?.*", "");
    Run refused = Run.gds("databases", "--url", untrusted, "--secret", "file:" + password);
    assertThat(refused.err()).contains("TLS_REFUSED");
    assertThat(server.peer().script().logins()).hasSize(before + 1);
  }
}
