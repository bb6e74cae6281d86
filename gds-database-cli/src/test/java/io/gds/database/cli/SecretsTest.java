package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String CANARY = "c4n4ry-Pa55";

  private final Shelf shelf = Shelf.of("secrets");

  @TempDir private Path directory;
  private Path file;
  private Path audit;

  @BeforeEach
  void write() throws Exception {
    audit = directory.resolve("audit.log");
    file = directory.resolve("password");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, CANARY);
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  private void assertSilent(String... args) throws Exception {
    for (String format : List.of("table", "json", "csv")) {
      Run run =
          Run.gds(
              Run.join(
                  List.of(args), "--verbose", "--audit", audit.toString(), "--output", format));
      assertThat(run.out() + run.err()).isNotEmpty().doesNotContain(CANARY);
    }
    if (Files.exists(audit)) {
      assertThat(Files.readString(audit)).doesNotContain(CANARY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "platforms",
        "capabilities",
        "engine",
        "databases",
        "describe orders",
        "schema orders",
        "create x",
        "drop x --yes",
        "backup orders --to DIR/b",
        "backups",
        "inspect DIR/b",
        "verify DIR/b",
        "restore y --from DIR/b",
        "clone orders z",
        "clone orders z2 --target-url fake://u:c4n4ry-Pa55@secrets --kind copy",
        "clone orders z3 --target-url nope://u:c4n4ry-Pa55@h",
        "state orders",
        "users",
        "processes",
        "kill 8 --yes",
        "config set work_mem=3",
        "metrics",
        "logs",
        "ha",
        "ha switchover --leader n1 --yes",
        "drop nothere --dry-run",
        "nonsense",
        "databases --nonsense"
      })
  void noCommandTellsAPassword(String command) throws Exception {
    String[] args = command.replace("DIR", directory.toString()).split(" ");
    List<String> words = List.of(args);
    assertSilent(Run.join(words, "--url", "fake://ada:" + CANARY + "@secrets"));
    assertSilent(Run.join(words, "--url", "fake://ada@secrets", "--secret", "file:" + file));
    assertSilent(Run.join(words, "--url", "nope://ada:" + CANARY + "@secrets"));
    assertSilent(Run.join(words, "--url", "fake://ada:" + CANARY + "@secrets:9/?x=" + CANARY));
    shelf.server().faults().failNext(ErrorCode.AUTHENTICATION_FAILED);
    assertSilent(Run.join(words, "--url", "fake://ada:" + CANARY + "@secrets"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "databases --secret c4n4ry-Pa55 --url fake://ada@secrets",
        "databases --password c4n4ry-Pa55",
        "databases --password=c4n4ry-Pa55",
        "databases --property c4n4ry-Pa55",
        "databases --property=c4n4ry-Pa55",
        "databases --property password=c4n4ry-Pa55 --url fake://ada@secrets",
        "databases --property password=c4n4ry-Pa55 --url postgresql://ada@127.0.0.1:1/x",
        "databases --property postgresql.patroni-secret=c4n4ry-Pa55"
            + " --url postgresql://ada@127.0.0.1:1/x",
        "config set --hidden work_mem=c4n4ry-Pa55 --url fake://ada@secrets",
        "config set --hidden c4n4ry-Pa55 --url fake://ada@secrets",
        "config set --hidden archive_command=put%c4n4ry-Pa55://x --url fake://ada@secrets",
        "databases --secret c4n4ry-Pa55:x --url fake://ada@secrets",
        "databases -url fake://ada:c4n4ry-Pa55@secrets",
        "fake://ada:c4n4ry-Pa55@secrets databases",
        "databases fake://ada:c4n4ry-Pa55@secrets",
        "databases jdbc:fake:secrets;password=c4n4ry-Pa55",
        "databases --timeout fake://ada:c4n4ry-Pa55@secrets",
        "databases --output=fake://ada:c4n4ry-Pa55@secrets",
        "backups --since fake://ada:c4n4ry-Pa55@secrets"
      })
  void aPasswordInTheWrongPlaceIsNotRepeated(String command) throws Exception {
    assertSilent(command.split(" "));
    assertThat(Run.gds(command.split(" ")).code()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void theSecretIsThePasswordOfTheUrlsUser() {
    String url = "fake://ada@secrets";
    assertThat(Run.gds("databases", "--url", url, "--secret", "file:" + file).code()).isZero();
    Run missing = Run.gds("databases", "--url", url, "--secret", "file:" + directory + "/none");
    assertThat(missing.code()).isEqualTo(ExitCodes.NOT_ALLOWED);
    assertThat(missing.err()).contains("[SECRET_UNAVAILABLE]");
  }

  @Test
  void ofAPropertyThatIsASecretItIsSaidWhereItComesFrom() {
    List<String> nobodyThere =
        List.of("databases", "--url", "postgresql://ada@127.0.0.1:1/x", "--property");
    Run wrong = Run.gds(Run.join(nobodyThere, "postgresql.patroni-secret=hunter"));
    assertThat(wrong.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(wrong.err()).contains("postgresql.patroni-secret: takes provider:key");
    Run right = Run.gds(Run.join(nobodyThere, "postgresql.patroni-secret=file:" + file));
    assertThat(right.code()).as(right.err()).isEqualTo(ExitCodes.NO_CONNECTION);
  }

  @ParameterizedTest
  @CsvSource({"fake:secrets,goes with a user", "fake://ada@secrets,provider:key"})
  void aSecretThatCannotBeUsedIsRefused(String url, String reason) {
    String secret = reason.startsWith("goes") ? "env:HOME" : "noprovider";
    Run run = Run.gds("databases", "--url", url, "--secret", secret);
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains(reason);
  }

  @Test
  void aSecretFileThatOthersCanReadIsRefused() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Run run = Run.gds("databases", "--url", "fake://ada@secrets", "--secret", "file:" + file);
    assertThat(run.code()).isEqualTo(ExitCodes.NOT_ALLOWED);
  }
}
