package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTargetTest {
  @TempDir Path directory;

  private PostgresServerTarget filled() {
    PostgresServerTarget target = new PostgresServerTarget(directory.resolve("data"), Map.of());
    target.fill(
        (data, spaces) -> {
          Files.writeString(data.resolve("backup_label"), "START WAL LOCATION");
          return List.of();
        },
        directory.resolve("archive"),
        Map.of("archive_mode", "off"));
    return target;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anEmptyDirectoryIsTakenTheNameOf() throws IOException {
    PostgresServerTarget target = filled();
    Files.createDirectory(directory.resolve("data"));
    target.publish();
    assertThat(directory.resolve("data/postgresql.auto.conf"))
        .content()
        .contains("archive_mode = 'off'");
    assertThat(names()).containsExactly("data");
  }

  @Test
  void noTablespaceMayLieInTheDataDirectoryNorBeIt() {
    for (String place : List.of("data", "data/space")) {
      Path space = directory.resolve(place);
      assertThat(
              new PostgresServerTarget(directory.resolve("data"), Map.of("16400", space))
                  .checks(Clock.systemUTC(), PostgresBaseSize.NONE, 0))
          .filteredOn(Check::refused)
          .extracting(Check::subject)
          .contains(space.toString());
    }
  }

  @Test
  void thatNothingCanBeSweptIsNotWhyItFails() {
    PostgresServerTarget target = new PostgresServerTarget(directory.resolve("no/data"), Map.of());
    assertThatThrownBy(
            () -> target.fill((data, spaces) -> List.of(), directory.resolve("a"), Map.of()))
        .hasMessageContaining("writing the data directory");
  }

  @Test
  void aSettingIsOneLineWhateverItHolds() {
    assertThat(PostgresRecovery.lines(Map.of("restore_command", "cp '/a\n\\b'/%f \"%p\"\r")))
        .isEqualTo("restore_command = 'cp ''/a\\n\\\\b''/%f \"%p\"\\r'\n");
  }

  @Test
  void whatCameThereMeanwhileIsNotTaken() throws IOException {
    PostgresServerTarget target = filled();
    Files.writeString(directory.resolve("data"), "mine");

    assertThatThrownBy(target::publish).isInstanceOf(DatabaseException.class);
    target.remove();

    assertThat(directory.resolve("data")).hasContent("mine");
    assertThat(names()).containsExactly("data");
  }
}
