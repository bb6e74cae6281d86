package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.access.BlockingNode;
import io.gds.database.access.BlockingTree;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists processes, or who blocks whom. */
@Command(name = "processes", description = "List the sessions of the engine, or who blocks whom.")
final class ProcessesCommand extends EngineCommand {
  @Option(names = "--blocking", description = "Only those that block or are blocked, as a tree.")
  private boolean blocking;

  @Option(names = "--system", description = "The platform's own sessions too.")
  private boolean system;

  @Option(names = "--database", paramLabel = "NAME", description = "Only in this database.")
  private @Nullable String database;

  ProcessesCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    SupportsProcesses processes = engine.require(SupportsProcesses.class);
    if (blocking) {
      show(processes.blockingTree());
      return;
    }
    ProcessQuery query = ProcessQuery.all().system(system);
    query = database == null ? query : query.database(database);
    gds.output()
        .list(
            processes.processes(query),
            ServerProcess.class,
            List.of(
                Column.left("ID", process -> process.id().id()),
                Column.left("STATE", ServerProcess::state),
                Column.left("USER", ServerProcess::user),
                Column.left("DATABASE", ServerProcess::database),
                Column.left("CLIENT", ServerProcess::clientHost),
                Column.left("WAITS FOR", ServerProcess::waitKind),
                Column.left("BLOCKED BY", ServerProcess::blockedBy),
                Column.left("SINCE", ServerProcess::stateChangedAt),
                Column.left("STATEMENT", p -> p.statement().map(ProcessesCommand::brief))));
  }

  private static String brief(String statement) {
    return Text.cut(Text.escape(statement), 80);
  }

  private void show(BlockingTree tree) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    tree.roots().forEach(root -> add(rows, root, 0));
    switch (gds.output().format()) {
      case JSON -> gds.output().document(tree);
      case CSV -> gds.output().csv(List.of("depth", "id"), rows);
      case TABLE -> {
        if (rows.isEmpty()) {
          gds.console().say("nobody blocks anybody");
        }
        gds.output().lines(rows.stream().map(ProcessesCommand::line).toList());
      }
    }
  }

  private static void add(List<Map<String, @Nullable Object>> rows, BlockingNode node, int depth) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("depth", depth);
    row.put("id", node.id());
    row.put("inCircle", node.inCircle());
    row.put("user", node.process().flatMap(ServerProcess::user));
    row.put("database", node.process().flatMap(ServerProcess::database));
    row.put("state", node.process().map(ServerProcess::state));
    row.put("statement", node.process().flatMap(ServerProcess::statement));
    rows.add(row);
    node.blocked().forEach(blocked -> add(rows, blocked, depth + 1));
  }

  private static String line(Map<String, @Nullable Object> row) {
    int depth = row.get("depth") instanceof Integer number ? number : 0;
    StringBuilder line = new StringBuilder("  ".repeat(depth));
    line.append(depth == 0 ? "" : "waits: ").append(Human.of(row.get("id")));
    for (String field : List.of("state", "user", "database")) {
      String text = Human.of(row.get(field));
      line.append(text.isEmpty() ? "" : "  " + text);
    }
    line.append(Boolean.TRUE.equals(row.get("inCircle")) ? "  (deadlock)" : "");
    String statement = Human.of(row.get("statement"));
    line.append(statement.isEmpty() ? "" : "  " + brief(statement));
    return line.toString();
  }
}
