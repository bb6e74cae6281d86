package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.OperationListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** The main job, told step by step, in a temporary directory. */
@Command(
    name = "demo",
    description = "Show the main job from creating to cloning, in a temporary directory.")
final class DemoCommand implements Callable<Integer> {
  private final Gds gds;

  DemoCommand(Gds gds) {
    this.gds = gds;
  }

  @Override
  public Integer call() throws IOException, SQLException {
    if (gds.runs().dryRun()) {
      throw InvalidOptionsException.of(
          "demo", List.of(new OptionFault("--dry-run", "is shown by the demo itself")));
    }
    Path directory = Files.createTempDirectory("gds-demo-");
    try {
      return run(directory);
    } finally {
      // An interrupt has done its work; the files are to go nevertheless.
      boolean interrupted = Thread.interrupted();
      delete(directory);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private int run(Path directory) throws SQLException {
    List<AuditRecord> records = new CopyOnWriteArrayList<>();
    List<Comparison> comparisons;
    ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(directory).build();
    try (DatabaseManager manager = gds.managerBuilder().listener(keeping(records)).build();
        DatabaseEngine engine = manager.open(info)) {
      Demo demo = new Demo(gds, engine, directory, records);
      demo.run();
      comparisons = demo.comparisons();
    }
    switch (gds.output().format()) {
      case JSON -> gds.output().document(comparisons.stream().map(Fields::of).toList());
      case CSV ->
          gds.output()
              .csv(Fields.names(Comparison.class), comparisons.stream().map(Fields::of).toList());
      case TABLE -> {}
    }
    return comparisons.stream().allMatch(Comparison::same) ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private static OperationListener keeping(List<AuditRecord> records) {
    return new OperationListener() {
      @Override
      public void started(AuditRecord started) {
        records.add(started);
      }

      @Override
      public void finished(AuditRecord finished) {
        records.add(finished);
      }
    };
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
