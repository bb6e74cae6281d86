package io.gds.database.postgres;

import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.manager.DatabaseManager;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM that backs up until it is killed. */
final class ToolChild implements AutoCloseable {
  private final Process process;

  private ToolChild(Process process) {
    this.process = process;
  }

  /** In the child. */
  public static void main(String[] args) {
    Path place = Path.of(args[2]);
    try (DatabaseManager manager = DatabaseManager.of(new PostgresProvider());
        PostgresEngine engine = manager.open(manager.parse(args[1]), PostgresEngine.class)) {
      switch (args[0]) {
        case "base" ->
            engine.backup(
                BackupOptions.builder()
                    .to(place)
                    .option(PostgresServerBackup.MAX_RATE, 512)
                    .build());
        case "log" ->
            engine.backup(
                BackupOptions.builder()
                    .type(BackupType.LOG)
                    .into(place)
                    .option(PostgresWalReceive.FOLLOW, Duration.ofHours(1))
                    .build());
        default -> engine.database(args[0]).backup(BackupOptions.to(place));
      }
    }
  }

  static ToolChild start(String what, String url, Path place, Path output) throws IOException {
    return new ToolChild(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ToolChild.class.getName(),
                what,
                url,
                place.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
  }

  /** What it has started, and what those have. */
  List<ProcessHandle> tools() {
    return process.toHandle().descendants().toList();
  }

  /** Ends it as a power failure would, as far as it knows. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
