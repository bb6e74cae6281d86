package io.gds.database.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CanaryTest {
  private final Canary canary = Canary.random();
  private final String secret = canary.secret();

  @TempDir Path directory;

  @Test
  void isFoundInTextAsItIsPercentEncodedAndInBase64() {
    String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));

    assertSeen(() -> canary.assertAbsentFrom("a text", "x" + secret + "y"), "as it is");
    assertSeen(
        () ->
            canary.assertAbsentFrom(
                "a text", "x" + URLEncoder.encode(secret, StandardCharsets.UTF_8)),
        "percent-encoded");
    assertSeen(() -> canary.assertAbsentFrom("a text", base64), "in Base64");
    assertThatCode(() -> canary.assertAbsentFrom("a text", "nothing of the kind"))
        .doesNotThrowAnyException();
  }

  @Test
  void isFoundHoweverItsSpecialCharactersAreWritten() {
    String json = secret.replace("é", "\\u00e9").replace("/", "\\/");

    assertSeen(
        () ->
            canary.assertAbsentFrom("a statement", "PASSWORD '" + secret.replace("'", "''") + "'"),
        "special characters");
    assertSeen(() -> canary.assertAbsentFrom("a document", json), "special characters");
  }

  @Test
  void isFoundInBase64BehindAUsersNameOfAnyLength() {
    for (String user : new String[] {"a", "ad", "ada"}) {
      byte[] basic = (user + ":" + secret + "\n").getBytes(StandardCharsets.UTF_8);

      assertSeen(
          () -> canary.assertAbsentFrom("a header", Base64.getEncoder().encodeToString(basic)),
          "in Base64");
    }
  }

  @Test
  void isFoundInWhatAnObjectPrints() {
    record Careless(String password) {}

    assertSeen(() -> canary.assertAbsentFrom("a record", new Careless(secret)), "a record");
    assertThatCode(() -> canary.assertAbsentFrom("its reference", canary.ref()))
        .doesNotThrowAnyException();
  }

  @Test
  void isFoundInCausesAndSuppressedExceptionsEvenInACircle() {
    Exception inner = new IllegalStateException("log-in with " + secret + " failed");
    Exception outer = new IllegalArgumentException("harmless", inner);
    Exception beside = new IllegalArgumentException("harmless");
    beside.addSuppressed(inner);
    Exception first = new IllegalStateException("harmless");
    Exception second = new IllegalStateException("harmless", first);
    first.initCause(second);

    assertSeen(() -> canary.assertAbsentFrom("an error", outer), "cause");
    assertSeen(() -> canary.assertAbsentFrom("an error", beside), "suppressed");
    assertThatCode(() -> canary.assertAbsentFrom("an error", first)).doesNotThrowAnyException();
  }

  @Test
  void isFoundInFilesAcrossTheBordersOfWhatIsReadAtOnce() throws IOException {
    byte[] needle = secret.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[200_000];
    System.arraycopy(needle, 0, bytes, 64 * 1024 - 5, needle.length);
    Path file = Files.createDirectory(directory.resolve("sub")).resolve("data.bin");
    Files.write(file, Arrays.copyOf(bytes, 64 * 1024));
    assertThatCode(() -> canary.assertAbsentFromFiles(directory)).doesNotThrowAnyException();

    Files.write(file, bytes);

    assertSeen(() -> canary.assertAbsentFromFiles(directory), "data.bin");
  }

  @Test
  void isFoundInUtf16AndInFileNames() throws IOException {
    Path file = directory.resolve("wide.txt");
    Files.writeString(file, "ab" + secret, StandardCharsets.UTF_16LE);
    assertSeen(() -> canary.assertAbsentFromFiles(directory), "wide.txt");

    Files.delete(file);
    Canary plain = Canary.of("hunter22hunter22");
    Files.createFile(directory.resolve("dump-hunter22hunter22.sql"));
    assertSeen(() -> plain.assertAbsentFromFiles(directory), "a file name");
  }

  @Test
  void isFoundInArgumentsAndEnvironmentOfChildren() throws Exception {
    Canary plain = Canary.of("hunter22-" + System.nanoTime());
    assertThatCode(plain::assertAbsentFromProcesses).doesNotThrowAnyException();

    Process byArgument = new ProcessBuilder("sh", "-c", "sleep 30; : " + plain.secret()).start();
    try {
      assertSeen(plain::assertAbsentFromProcesses, "the arguments of process");
    } finally {
      end(byArgument);
    }

    ProcessBuilder builder = new ProcessBuilder("sleep", "30");
    builder.environment().put("PASSWORD", plain.secret());
    Process byEnvironment = builder.start();
    try {
      assertSeen(
          () -> {
            // Until the child has replaced this process's image by its own, it shows this one's.
            for (int i = 0; i < 200; i++) {
              plain.assertAbsentFromProcesses();
              Thread.sleep(10);
            }
          },
          "the environment of process " + byEnvironment.pid());
    } finally {
      end(byEnvironment);
    }
  }

  private static void end(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  @Test
  void isFoundInTheLog() {
    try (CapturedLogs logs = CapturedLogs.start()) {
      LoggerFactory.getLogger("gds.test").trace("harmless");
      canary.assertAbsentFrom(logs);
      LoggerFactory.getLogger("gds.test").trace("password {}", secret);

      assertSeen(() -> canary.assertAbsentFrom(logs), "the log");
    }
  }

  @Test
  void hidesItselfAndIsNotTooShort() {
    assertThat(canary).hasToString("<hidden>");
    assertThat(Canary.random().secret()).isNotEqualTo(secret);
    assertThatIllegalArgumentException().isThrownBy(() -> Canary.of("short"));
  }

  private interface Look {
    void run() throws Exception;
  }

  private void assertSeen(Look look, String where) {
    assertThatThrownBy(look::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(where)
        .hasMessageNotContaining(secret);
  }
}
