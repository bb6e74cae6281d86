package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.archive.Directories;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Extensions that bring a schema and rows of their own, as those for maps and for jobs do. */
class PostgresExtensionsTest {
  /** The first major that takes extensions from anywhere. */
  private static final int MAJOR = 18;

  @Test
  void whatAnExtensionMakesIsNeitherMadeBeforeItNorMissed() throws Exception {
    assumeTrue(
        PostgresTools.all().stream().anyMatch(tools -> tools.major() == MAJOR),
        "needs the client tools of major " + MAJOR);
    Path share = Files.createTempDirectory("gds-extension-").toRealPath();
    Path directory = Files.createDirectory(share.resolve("extension"));
    Files.writeString(directory.resolve("atlas.control"), "default_version = '1'\n");
    Files.writeString(
        directory.resolve("atlas--1.sql"),
        """
        CREATE SCHEMA atlas;
        CREATE TABLE atlas.place (id int, own boolean DEFAULT false);
        INSERT INTO atlas.place VALUES (1, true), (2, true);
        SELECT pg_extension_config_dump('atlas.place', 'WHERE NOT own');
        """);
    Depot.run("chmod", "-R", "a+rX", share.toString());
    try (Depot depot =
        Depot.on(
            PostgresTestServer.builder()
                .major(MAJOR)
                .local()
                .setting("extension_control_path", share + ":$system")
                .start())) {
      Path tools = Objects.requireNonNull(depot.tools.tool("pg_dump").getParent());
      PostgresDatabase database = depot.filled(3);
      depot.server.executeIn(
          database.name(), "CREATE EXTENSION atlas", "INSERT INTO atlas.place VALUES (3)");
      BackupInfo backup =
          database.backup(
              BackupOptions.builder()
                  .to(depot.place())
                  .verify(VerifyLevel.RESTORE_AND_CHECK)
                  .option(PostgresBackup.TOOLS, tools)
                  .build());
      assertThat(backup.checked()).anyMatch(line -> line.contains("all 4 rows of 2 tables"));
      database.restore(
          Depot.from(backup).overwrite(true).option(PostgresRestore.TOOLS, tools).build());
      assertThat(depot.server.valueIn(database.name(), "SELECT count(*) FROM atlas.place"))
          .contains("3");
    } finally {
      Directories.deleteTree(share);
    }
  }
}
