package io.gds.database.sqlite;

import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;

/** What {@link ChildJvm} runs. */
final class ChildMain {
  private ChildMain() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "write" -> write(Path.of(arguments[1]));
      case "hold" -> hold(Path.of(arguments[1]), arguments[2]);
      default -> operate(arguments);
    }
  }

  private static void write(Path file) throws Exception {
    try (Connection connection = Sandbox.connect(file)) {
      Sandbox.run(connection, "PRAGMA busy_timeout = 100");
      try {
        Sandbox.run(connection, "BEGIN IMMEDIATE", "ROLLBACK");
        System.out.println("FREE");
      } catch (IllegalStateException e) {
        System.out.println("LOCKED " + e.getMessage());
      }
    }
  }

  private static void hold(Path file, String statement) throws Exception {
    try (Connection connection = Sandbox.connect(file)) {
      Sandbox.run(connection, statement);
      System.out.println("HOLDING");
      new CountDownLatch(1).await();
    }
  }

  /** Says when the phase named is half done, and goes no further. */
  private static void operate(String[] arguments) throws Exception {
    try (DatabaseManager manager = DatabaseManager.of(new SqliteProvider())) {
      SqliteEngine engine =
          manager.open(manager.parse("sqlite:" + arguments[1]), SqliteEngine.class);
      SqliteDatabase database = engine.database(arguments[2]);
      Operation<?> operation =
          switch (arguments[0]) {
            case "backup" -> database.prepareBackup(BackupOptions.to(Path.of(arguments[3])));
            case "clone" -> database.prepareClone(CloneOptions.to(arguments[3]));
            default ->
                database.prepareRestore(
                    RestoreOptions.builder().from(Path.of(arguments[3])).overwrite(true).build());
          };
      String phase = arguments.length > 4 ? arguments[4] : "";
      operation.run(
          OperationContext.builder()
              .progress(
                  now -> {
                    if (now.phase().equals(phase)
                        && now.fraction().orElse(0) > 0.02
                        && now.fraction().orElse(1) < 0.98) {
                      System.out.println("HALFWAY");
                      sleep();
                    }
                  })
              .build());
      System.out.println("DONE");
    } catch (io.gds.database.error.DatabaseException e) {
      System.out.println("FAILED " + e.code() + " " + e);
    }
  }

  private static void sleep() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
