package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresRoomTest {
  @TempDir Path directory;

  private static List<Check> checks(PostgresRoom room) {
    return room.checks(Instant.EPOCH);
  }

  @Test
  void directoriesOfOneFileSystemShareItsRoom() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Path spaces = Files.createDirectory(directory.resolve("spaces"));
    long free = Files.getFileStore(directory).getUsableSpace();
    long most = free / 4 * 3;
    assertThat(checks(new PostgresRoom().add(data, most))).noneMatch(Check::refused);
    List<Check> both = checks(new PostgresRoom().add(data, most).add(spaces, most));
    assertThat(both).hasSize(2).allMatch(Check::refused);
    assertThat(both.get(1).subject()).isEqualTo(spaces.toString());
    assertThat(both.get(1).limit()).isEqualTo("at least " + 2 * most + " bytes");
    assertThat(both.get(1).measured()).endsWith(" bytes free");
    assertThat(both.get(1).code()).isEqualTo(ErrorCode.STORAGE_FULL);
  }

  @Test
  void eachFileSystemIsMeasuredByItself() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(
        Files.isDirectory(memory)
            && !Files.getFileStore(memory).equals(Files.getFileStore(directory)),
        "there is one file system only");
    long much = Files.getFileStore(memory).getUsableSpace() * 2 + 1;
    List<Check> checks = checks(new PostgresRoom().add(directory, 1).add(memory, much));
    assertThat(checks.get(0).refused()).isFalse();
    assertThat(checks.get(0).limit()).isEqualTo("at least 1 bytes");
    assertThat(checks.get(1).refused()).isTrue();
    assertThat(checks.get(1).subject()).isEqualTo(memory.toString());
  }

  @Test
  void aDirectoryThatIsNotThereIsToldByItsName() {
    assertThat(checks(new PostgresRoom().add(directory.resolve("none"), 1)))
        .singleElement()
        .satisfies(check -> assertThat(check.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }
}
