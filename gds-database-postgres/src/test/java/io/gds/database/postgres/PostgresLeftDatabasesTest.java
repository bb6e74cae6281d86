package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ProcessMark;
import io.gds.database.operation.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process that was killed left behind goes; what may be somebody's work stays. */
class PostgresLeftDatabasesTest {
  private static final String HERE = ProcessMark.current().toString();
  private static final String DEAD =
      new ProcessMark(ProcessMark.current().scope(), 2_147_483_646L, "1").toString();
  private static final String ELSEWHERE = new ProcessMark("0badcafe", 1, "1").toString();

  private Depot depot;

  @BeforeEach
  void open() throws Exception {
    depot = Depot.shared();
  }

  @AfterEach
  void close() throws Exception {
    depot.close();
  }

  private String made(String begin, String mark) {
    String name = depot.name(begin + mark + "-0123abcd");
    depot.server.execute("CREATE DATABASE " + PostgresSql.name(name));
    return name;
  }

  @Test
  void onlyWhatADeadProcessLeftUnfinishedIsDropped() throws Exception {
    PostgresDatabase database = depot.filled(5);
    BackupInfo backup = depot.backup(database);
    String left = made(PostgresLeftDatabases.NEW, DEAD);
    depot.server.execute("ALTER DATABASE " + PostgresSql.name(left) + " IS_TEMPLATE true");
    String used = depot.name(PostgresLeftDatabases.NEW + DEAD + "-99999999");
    depot.server.execute("CREATE DATABASE " + PostgresSql.name(used));
    String replaced = made(PostgresLeftDatabases.OLD, DEAD);
    String living = made(PostgresLeftDatabases.NEW, HERE);
    String elsewhere = made(PostgresLeftDatabases.NEW, ELSEWHERE);
    String unmarked = depot.name(PostgresLeftDatabases.NEW + "0123456789ab");
    depot.server.execute("CREATE DATABASE " + unmarked);
    assertThat(depot.engine.health())
        .filteredOn(finding -> finding.topic() == PostgresHealthTopic.LEFT_OVER)
        .extracting(PostgresHealthFinding::subject)
        .containsExactlyInAnyOrder(left, used, replaced, elsewhere, unmarked);
    assertThat(depot.engine.health())
        .filteredOn(finding -> finding.subject().equals(replaced))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.remedy())
                    .contains("DROP DATABASE " + PostgresSql.name(replaced) + ";"));
    PostgresDatabase target = depot.engine.database(depot.name());
    try (Connection somebody = depot.server.connect(used)) {
      assertThat(somebody.isClosed()).isFalse();
      Operation<RestoreInfo> planned = target.prepareRestore(Depot.from(backup).build());
      assertThat(planned.script().text())
          .contains("DROP DATABASE IF EXISTS " + PostgresSql.name(left))
          .doesNotContain(replaced, living, elsewhere, unmarked);
      assertThat(depot.leftovers()).as("planning drops nothing").contains(left);
      planned.run();
    }
    assertThat(depot.content(target.name())).startsWith("5 ");
    assertThat(depot.leftovers())
        .containsExactlyInAnyOrder(used, replaced, living, elsewhere, unmarked);
  }

  @Test
  void globalsWithoutAnArchiveGoIfADeadProcessMadeThem() throws Exception {
    PostgresDatabase database = depot.filled(5);
    Path linked = depot.place();
    left(linked, DEAD);
    Path copied = depot.place();
    Files.writeString(PostgresGlobals.of(copied), "SELE");
    Files.writeString(partial(copied, DEAD), "SELECT 1;");
    Path others = depot.place();
    left(others, ELSEWHERE);
    Path changed = depot.place();
    Files.writeString(PostgresGlobals.of(changed), "SELECT 2;");
    Files.writeString(partial(changed, DEAD), "SELECT 1;");
    Path whole = depot.place();
    Files.writeString(whole, "an archive");
    left(whole, DEAD);
    BackupInfo backup =
        database.backup(
            BackupOptions.builder().to(linked).option(PostgresBackup.GLOBALS, true).build());
    assertThat(Files.readString(PostgresGlobals.of(backup.location().path())))
        .contains("CREATE ROLE");
    assertThat(PostgresGlobals.of(copied)).doesNotExist();
    assertThat(PostgresGlobals.of(others)).exists();
    assertThat(PostgresGlobals.of(changed)).exists();
    assertThat(PostgresGlobals.of(whole)).exists();
    Operation<BackupInfo> refused =
        database.prepareBackup(
            BackupOptions.builder().to(changed).option(PostgresBackup.GLOBALS, true).build());
    assertThat(refused.refused()).isTrue();
    assertThat(refused.checks())
        .anyMatch(check -> check.refused() && check.remedy().startsWith("Delete it"));
  }

  private static Path partial(Path archive, String mark) {
    Path own = ArchiveNames.partialOf(PostgresGlobals.of(archive));
    return own.resolveSibling(own.getFileName().toString().replace(HERE, mark));
  }

  private static void left(Path archive, String mark) throws Exception {
    Path partial = partial(archive, mark);
    Files.writeString(partial, "SELECT 1;");
    Files.createLink(PostgresGlobals.of(archive), partial);
  }
}
