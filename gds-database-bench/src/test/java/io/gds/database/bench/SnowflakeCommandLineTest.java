package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.snowflake.SnowflakeModelMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line on Snowflake, against accounts that are not there: here, since nothing but this
 * module has both on its class path.
 */
class SnowflakeCommandLineTest {
  private static SnowflakeModelMain accounts;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    accounts = SnowflakeModelMain.start("--port", "0", "--accounts", "2");
  }

  @AfterAll
  static void end() {
    accounts.close();
  }

  private record Run(int code, String out, String err) {}

  private Run gds(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("io.gds.database.cli.Gds");
    command.addAll(List.of(words));
    Map<String, String> urls = accounts.urls("ada");
    command.addAll(List.of("--url", urls.get("PROD"), "--peer", "ACME.DR=" + urls.get("DR")));
    command.addAll(List.of("--secret", "env:MODEL_PASSWORD"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MODEL_PASSWORD", accounts.password());
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void aDatabaseIsBackedUpAndPutBackToYesterdayWithTheOldOneKept() throws Exception {
    Run backup = gds("backup", "SHOP", "--to", "BEFORE_RELEASE");
    assertThat(backup.err()).isEmpty();
    assertThat(backup.code()).isZero();
    assertThat(backup.out()).contains("SNAPSHOT", "engine:BEFORE_RELEASE");

    Run dry = gds("restore", "SHOP", "--from", "engine:BEFORE_RELEASE", "--overwrite", "--dry-run");
    assertThat(dry.code()).isZero();
    assertThat(dry.out()).contains("SWAP WITH", "nothing has been changed");

    Run restored =
        gds("restore", "SHOP", "--from", "engine:BEFORE_RELEASE", "--overwrite", "--yes");
    assertThat(restored.err()).isEmpty();
    assertThat(restored.code()).isZero();
    assertThat(restored.out()).contains("SHOP$GDS$KEPT$");

    Run backups = gds("backups", "SHOP");
    assertThat(backups.out()).contains("engine:BEFORE_RELEASE", "engine:SHOP$GDS$KEPT$");
  }

  @Test
  void theAccountsOfAGroupAreToldWithTheirParts() throws Exception {
    Run status = gds("ha", "status");
    assertThat(status.code()).isZero();
    assertThat(status.out()).contains("ACME.PROD", "ACME.DR", "PRIMARY", "SECONDARY");
  }
}
