package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gds.database.core.archive.ProcessMark;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTargetSweepTest {
  @TempDir Path directory;

  private static Path leftOver(Path place) throws Exception {
    Process over = new ProcessBuilder("true").start();
    over.waitFor();
    Path left =
        Path.of(
            place + "." + ProcessMark.current().scope() + "-" + over.pid() + "-1-0123abcd.partial");
    Files.writeString(Files.createDirectory(left).resolve("PG_VERSION"), "15");
    return left;
  }

  @Test
  void whatAKilledRestoreLeftBesideEachDirectoryIsRemovedByTheNext() throws Exception {
    Path spaces = Files.createDirectory(directory.resolve("spaces"));
    Path data = leftOver(directory.resolve("data"));
    Path scratch = leftOver(directory.resolve("combined"));
    Path space = leftOver(spaces.resolve("16400"));
    PostgresServerTarget target =
        new PostgresServerTarget(
            directory.resolve("data"), Map.of("16400", spaces.resolve("16400")));
    assertThatThrownBy(
            () -> target.fill((made, places) -> List.of(), directory.resolve("a"), Map.of()))
        .hasMessageContaining("has no backup_label");
    target.remove();
    assertThat(List.of(data, scratch, space)).noneMatch(Files::exists);
  }

  @Test
  void eachDirectoryIsMeasuredAgainstAllThatItsFileSystemHasToTake() throws IOException {
    Path spaces = Files.createDirectory(directory.resolve("spaces"));
    long free = Files.getFileStore(directory).getUsableSpace();
    PostgresServerTarget target =
        new PostgresServerTarget(
            directory.resolve("data"), Map.of("16400", spaces.resolve("16400")));
    PostgresBaseSize size = new PostgresBaseSize(free / 4, Map.of("16400", free / 4));
    assertThat(target.checks(Clock.systemUTC(), size, 0)).noneMatch(Check::refused);
    assertThat(target.checks(Clock.systemUTC(), size, free))
        .filteredOn(Check::refused)
        .extracting(Check::subject, Check::code)
        .containsExactly(
            tuple(directory.toString(), ErrorCode.STORAGE_FULL),
            tuple(spaces.toString(), ErrorCode.STORAGE_FULL));
  }
}
