package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.core.archive.ProcessMark;
import io.gds.database.error.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  private static final String CANARY = "c4nary→🐤";

  @TempDir Path directory;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private long entries() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }

  @Test
  void onlyTheOwnerMayReadItAndItsDirectory() throws IOException {
    try (SecretFile file = SecretFile.create(directory, "pgpass", CANARY.toCharArray())) {
      assertThat(file.path()).isAbsolute().hasFileName("pgpass");
      assertThat(mode(file.path())).isEqualTo("rw-------");
      assertThat(mode(file.path().getParent())).isEqualTo("rwx------");
      assertThat(Files.readString(file.path())).isEqualTo(CANARY);
      assertThat(file.toString()).isEqualTo(file.path().toString());
    }
    assertThat(entries()).isZero();
  }

  @Test
  void closingTwiceIsFine() {
    SecretFile file = SecretFile.create("pgpass", "x".toCharArray());
    assertThat(file.path()).exists();
    file.close();
    file.close();
    assertThat(file.path().getParent()).doesNotExist();
  }

  @Test
  void aToolSeesTheSecretOnlyInTheFile() throws IOException {
    Tool tool =
        new FakeTools(directory)
            .script(
                "spy",
                "cat \"$PGPASSFILE\"; tr '\\0' '\\n' < /proc/$$/cmdline >&2;"
                    + " tr '\\0' '\\n' < /proc/$$/environ >&2");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SecretFile file = SecretFile.create(directory, "pgpass", CANARY.toCharArray())) {
      ToolCommand command =
          ToolCommand.builder(tool).variable("PGPASSFILE", file.path().toString()).build();
      ToolResult result = new ToolRunner().run(ToolRun.of(command).output(out));
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(CANARY);
      assertThat(String.join("\n", result.lastErrorLines()))
          .contains("PGPASSFILE=")
          .doesNotContain("c4nary");
      assertThat(command.toString()).doesNotContain("c4nary");
    }
  }

  @Test
  void whatADeadProcessLeftIsDeletedAndTheWorkOfLivingOnesIsNot() throws IOException {
    ProcessMark here = ProcessMark.current();
    Path dead =
        Files.createDirectory(
            directory.resolve("gds-secret-" + here.scope() + "-" + here.pid() + "-1-00000000"));
    Files.writeString(dead.resolve("pgpass"), CANARY);
    Path alive = Files.createDirectory(directory.resolve("gds-secret-" + here + "-00000000"));
    Path elsewhere = Files.createDirectory(directory.resolve("gds-secret-00000000-1-1-00000000"));
    Path longAgo = Files.createDirectory(directory.resolve("gds-secret-00000000-1-1-00000001"));
    Files.setLastModifiedTime(longAgo, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    Path stranger = Files.createDirectory(directory.resolve("gds-secret-of-somebody"));
    Path link =
        Files.createSymbolicLink(
            directory.resolve("gds-secret-" + here.scope() + "-" + here.pid() + "-2-00000000"),
            alive);
    SecretFile.create(directory, "pgpass", "x".toCharArray()).close();
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
    assertThat(elsewhere).exists();
    assertThat(longAgo).doesNotExist();
    assertThat(stranger).exists();
    assertThat(link).exists();
  }

  @Test
  void aMissingDirectoryIsAStorageFailureThatShowsNoSecret() {
    Path gone = directory.resolve("gone");
    char[] secret = CANARY.toCharArray();
    assertThatThrownBy(() -> SecretFile.create(gone, "pgpass", secret))
        .isInstanceOf(StorageException.class)
        .hasMessageNotContaining("c4nary");
  }

  @Test
  void namesAndContentAreChecked() throws IOException {
    char[] secret = CANARY.toCharArray();
    assertThatThrownBy(() -> SecretFile.create(directory, "../x", secret))
        .isInstanceOf(IllegalArgumentException.class);
    char[] half = {'a', '\ud83d'};
    assertThatThrownBy(() -> SecretFile.create(directory, "x", half))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(entries()).isZero();
  }

  @Test
  void nothingIsLeftWhereThereAreNoOwners() throws IOException {
    Map<String, String> create = Map.of("create", "true");
    try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("plain.zip"), create)) {
      Path root = zip.getPath("/");

      assertThatThrownBy(() -> SecretFile.create(root, "pgpass", CANARY.toCharArray()))
          .isInstanceOf(UnsupportedOperationException.class);
      try (Stream<Path> all = Files.list(root)) {
        assertThat(all).isEmpty();
      }
    }
  }
}
