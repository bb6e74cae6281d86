package io.gds.database.bench;

import io.gds.database.manager.DatabaseManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** The measurements on PostgreSQL, on one server. */
final class PgBench {
  /** Those that take so much time and disk that they are run only when named. */
  static final List<String> ON_REQUEST = List.of("pg-big");

  static final List<String> ALL =
      List.of("pg-backup", "pg-restore", "pg-clone", "pg-list", "pg-cancel", "pg-big");

  private PgBench() {}

  static void measure(
      DatabaseManager manager, Path directory, Table table, Set<String> wanted, PgSizes sizes)
      throws Exception {
    List<String> chosen = ALL.stream().filter(wanted::contains).toList();
    if (chosen.isEmpty()) {
      return;
    }
    PgServer opened;
    try {
      opened = PgServer.open(manager);
    } catch (TestAbortedException e) {
      chosen.forEach(what -> table.skipped(what, String.valueOf(e.getMessage())));
      return;
    }
    try (PgServer server = opened) {
      table.heading(server.description());
      Path home = Files.createDirectories(directory.resolve("pg"));
      for (String what : chosen) {
        switch (what) {
          case "pg-backup" -> PgBackup.measure(server, home, table, sizes);
          case "pg-restore" -> PgRestore.measure(server, home, table, sizes);
          case "pg-clone" -> PgClone.measure(server, home, table, sizes);
          case "pg-list" -> PgList.measure(server, table, sizes);
          case "pg-cancel" -> PgCancel.measure(server, home, table, sizes);
          case "pg-big" -> PgBig.measure(server, home, table);
          default -> throw new IllegalArgumentException(what);
        }
      }
    }
  }
}
