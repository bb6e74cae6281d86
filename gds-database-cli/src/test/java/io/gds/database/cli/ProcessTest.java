package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a real process shows: signals, exit codes, and what lands in which stream. */
class ProcessTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such signals to send")
  void aSignalCancelsCleansUpSaysSoAndEndsWith130(String signal) throws Exception {
    Path backups = Files.createDirectory(directory.resolve("backups"));
    ChildProcess child =
        ChildProcess.start(
            directory,
            "hang",
            "backup",
            "orders",
            "--to",
            backups.resolve("b.gds").toString(),
            "--output",
            "json");
    child.awaitText("copying");
    child.signal(signal);
    assertThat(child.await()).isEqualTo(ExitCodes.CANCELLED);
    assertThat(child.err())
        .contains("gds: interrupted: cancelling the backup of orders and cleaning up")
        .contains("[CANCELLED]")
        .doesNotContain("Exception");
    assertOneDocument(child.out());
    assertThat(child.out()).contains("\"outcome\" : \"CANCELLED\"");
    try (Stream<Path> left = Files.list(backups)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void standardOutputIsOneDocumentWhateverIsLogged() throws Exception {
    Path secret = directory.resolve("password");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, "c4n4ry-Pa55");
    ChildProcess child =
        ChildProcess.start(
            directory,
            "run",
            "--verbose",
            "--output=json",
            "create",
            "Zürich 東京",
            "--secret",
            "file:" + secret);
    assertThat(child.await()).isZero();
    assertOneDocument(child.out());
    assertThat(child.out()).contains("Zürich 東京");
    assertThat(child.out() + child.err()).doesNotContain("c4n4ry-Pa55");
  }

  @Test
  void withoutATerminalNobodyIsAskedAndNoBarIsDrawn() throws Exception {
    ChildProcess drop = ChildProcess.start(directory, "run", "drop", "orders");
    assertThat(drop.await()).isEqualTo(ExitCodes.USAGE);
    assertThat(drop.err()).contains("no terminal to ask on").doesNotContain("\r");
  }

  private static void assertOneDocument(String text) throws Exception {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      parser.nextToken();
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
  }
}
