package io.gds.database.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.Secret;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSecretsTest {
  @TempDir Path directory;

  private Path file(byte[] content, String mode) throws IOException {
    Path file = directory.resolve("secret");
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private Path file(String content) throws IOException {
    return file(content.getBytes(StandardCharsets.UTF_8), "rw-------");
  }

  private static AuthenticationFailedException refusal(Object key) {
    AuthenticationFailedException refused =
        catchThrowableOfType(
            AuthenticationFailedException.class,
            () -> new FileSecrets().resolve(key.toString()).close());
    assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    assertThat(refused).hasMessageContaining("file:" + key);
    assertThat(refused.remedy()).isPresent();
    Canary.assertAbsentFrom(refused);
    return refused;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void aFileIsReadWithoutTheNewlineAtItsEnd(String end) throws IOException {
    Canary.assertHeldBy(new FileSecrets().resolve(file(Canary.TEXT + end).toString()));
  }

  @Test
  void onlyOneNewlineIsTakenAway() throws IOException {
    try (Secret secret = new FileSecrets().resolve(file("a\n b\n\n").toString())) {
      assertThat(secret.chars()).isEqualTo("a\n b\n".toCharArray());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---", "rw-rw-rw-"})
  void aFileOpenToOthersIsRefusedNamingPathModeAndRemedy(String mode) throws IOException {
    Path file = file(Canary.TEXT.getBytes(StandardCharsets.UTF_8), mode);
    AuthenticationFailedException refused = refusal(file);
    assertThat(refused).hasMessageContaining(file.toRealPath() + " has mode " + mode);
    assertThat(refused.remedy()).contains("Run: chmod 600 " + file.toRealPath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--------", "rw-------"})
  void ownerOnlyModesAreAccepted(String mode) throws IOException {
    Path file = file(Canary.TEXT.getBytes(StandardCharsets.UTF_8), mode);
    Canary.assertHeldBy(new FileSecrets().resolve(file.toString()));
  }

  @Test
  void aLinkIsFollowedAndItsTargetIsWhatIsChecked() throws IOException {
    Path target = file(Canary.TEXT);
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    Canary.assertHeldBy(new FileSecrets().resolve(link.toString()));
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(refusal(link).remedy()).contains("Run: chmod 600 " + target.toRealPath());
  }

  @Test
  void whatIsNoSecretFileIsRefused() throws IOException {
    assertThat(refusal(directory.resolve("gone"))).hasMessageContaining("does not exist");
    assertThat(refusal(directory)).hasMessageContaining("is not a file");
    assertThat(refusal("/dev/null")).hasMessageContaining("is not a file");
    assertThat(refusal("a\0b")).hasMessageContaining("is not a path");
    Path loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThat(refusal(loop)).hasMessageContaining("cannot be read");
  }

  @Test
  void emptyBinaryAndHugeFilesAreRefused() throws IOException {
    assertThat(refusal(file(""))).hasMessageContaining("is empty");
    assertThat(refusal(file("\n"))).hasMessageContaining("is empty");
    byte[] binary = ("\u00ff" + Canary.TEXT).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refusal(file(binary, "rw-------"))).hasMessageContaining("is not text in UTF-8");
    assertThat(refusal(file("x".repeat(FileSecrets.MAX_BYTES + 1))))
        .hasMessageContaining("larger than 64 KiB");
    try (Secret largest =
        new FileSecrets().resolve(file("x".repeat(FileSecrets.MAX_BYTES)).toString())) {
      assertThat(largest.chars()).hasSize(FileSecrets.MAX_BYTES);
    }
  }
}
