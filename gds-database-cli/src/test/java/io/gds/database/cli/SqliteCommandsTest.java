package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.data.SqlSource;
import io.gds.database.data.SupportsSql;
import io.gds.database.manager.DatabaseManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line on the embedded default, with real files. */
class SqliteCommandsTest {
  @TempDir private Path directory;
  private Path archive;

  @BeforeEach
  void fill() throws Exception {
    archive = directory.resolve("b.gds");
    try (DatabaseManager manager = DatabaseManager.discover();
        DatabaseEngine engine = manager.open("sqlite:" + directory)) {
      Database shop = engine.createDatabase("shop", CreateOptions.defaults());
      try (SqlSource source = shop.require(SupportsSql.class).openSql()) {
        new Shop().fill(source);
      }
    }
  }

  private Run gds(String... args) {
    return Run.gds(Run.join(List.of("--url", "sqlite:" + directory), args));
  }

  private Map<String, Fingerprint> content(String name) throws Exception {
    try (DatabaseManager manager = DatabaseManager.discover();
        DatabaseEngine engine = manager.open("sqlite:" + directory)) {
      return Fingerprint.of(engine.database(name));
    }
  }

  @Test
  void theMainJobFromBackupToClone() throws Exception {
    assertThat(gds("databases", "--sizes", "--output", "json").out())
        .contains("\"name\" : \"shop\"", "\"type\" : \"sqlite\"", "\"state\" : \"ONLINE\"");
    Map<String, Fingerprint> original = content("shop");
    Run backup = gds("backup", "shop", "--to", archive.toString());
    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(gds("verify", archive.toString(), "--level", "restore").code()).isZero();
    assertThat(gds("inspect", archive.toString()).out()).contains("database       shop");
    assertThat(gds("restore", "copy", "--from", archive.toString()).code()).isZero();
    assertThat(gds("clone", "shop", "c2").code()).isZero();
    assertThat(content("copy")).isEqualTo(original);
    assertThat(content("c2")).isEqualTo(original);
    assertThat(gds("restore", "copy", "--from", archive.toString()).code())
        .isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(gds("drop", "copy", "--yes").code()).isZero();
    assertThat(gds("describe", "copy").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop shop",
        "create other",
        "backup shop --to DIR/new.gds",
        "clone shop c",
        "restore shop --from DIR/b.gds --overwrite",
        "state shop read-only"
      })
  void aDryRunLeavesEveryByteAndEveryFile(String command) throws Exception {
    gds("backup", "shop", "--to", archive.toString());
    String before = files();
    Run run =
        gds(
            Run.join(
                List.of(command.replace("DIR", directory.toString()).split(" ")), "--dry-run"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("-- dry run: ").contains("-- step 1 of ");
    assertThat(files()).isEqualTo(before);
  }

  private String files() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        all.append(file.getFileName()).append(Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return all.toString();
  }

  @Test
  void aDamagedArchiveIsRefusedWithSevenAndTheTargetStays() throws Exception {
    gds("backup", "shop", "--to", archive.toString());
    byte[] whole = Files.readAllBytes(archive);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, whole.length - 100), new byte[0])) {
      Files.write(archive, damaged);
      assertThat(gds("verify", archive.toString()).code()).isEqualTo(ExitCodes.ARCHIVE_REFUSED);
      assertThat(
              gds("restore", "shop", "--from", archive.toString(), "--overwrite", "--yes").code())
          .isEqualTo(ExitCodes.ARCHIVE_REFUSED);
      assertThat(gds("restore", "new", "--from", archive.toString()).code())
          .isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    }
    assertThat(content("shop").get("customers").rows()).isEqualTo(500);
    assertThat(gds("describe", "new").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @ParameterizedTest
  @CsvSource({
    "backup shop --to DIR,4",
    "backup shop --to DIR/none/b.gds,1",
    "backup nothere --to DIR/x.gds,4",
    "backup shop --to DIR/x.gds -o colour=red,2",
    "backup shop --to DIR/x.gds -o mssql.compression=on,2",
    "backup shop --to DIR/x.gds --type differential,3",
    "restore copy --from DIR/none.gds,4",
    "restore copy --from DIR,7",
    "restore copy --from DIR/shop.db --at 2026-01-01T00:00:00Z,3",
    "create shop,4",
    "create ../up,2",
    "create a/b,2",
    "clone shop shop,4",
    "clone shop c --kind template,3",
    "drop nothere --yes,4",
    "users,3",
    "processes,3",
    "kill 1 --yes,3",
    "logs,3",
    "ha,3"
  })
  void badInputGetsItsCode(String command, int code) throws Exception {
    String before = files();
    Run run = gds(command.replace("DIR", directory.toString()).split(" "));
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
    assertThat(run.err()).startsWith("gds: ").doesNotContain("Exception");
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "sqlite:/nowhere/at/all,4",
    "sqlite://host/x,2",
    "sqlite::memory:,2",
    "sqlite:,2",
    "jdbc:sqlite:/tmp/x.db?mode=ro,2"
  })
  void badUrlsGetTheirCode(String url, int code) {
    Run run = Run.gds("databases", "--url", url);
    assertThat(run.code()).as(run.err()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "platforms",
        "capabilities",
        "capabilities shop",
        "engine",
        "databases",
        "describe shop",
        "schema shop",
        "config --database shop",
        "metrics",
        "state shop",
        "backups --in DIR"
      })
  void everyReadingCommandWorksInEveryFormat(String command) {
    for (String format : List.of("table", "json", "csv")) {
      Run run =
          gds(
              Run.join(
                  List.of(command.replace("DIR", directory.toString()).split(" ")),
                  "--output",
                  format));
      assertThat(run.code()).as(command + ": " + run.err()).isZero();
    }
  }
}
