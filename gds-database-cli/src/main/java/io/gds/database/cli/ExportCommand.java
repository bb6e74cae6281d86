package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.mongodb.MongoExportOptions;
import io.gds.database.mongodb.MongoFileFormat;
import io.gds.database.operation.Operation;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what a collection holds to a file. */
@Command(
    name = "export",
    description = "Write the documents of a collection to a file, as JSON or CSV (MongoDB).")
final class ExportCommand extends ChangeCommand {
  @Parameters(paramLabel = "DB.COLLECTION", description = "The collection or view.")
  private String name = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "The file; .csv in its name means CSV, .gz packed by gzip.")
  private String to = "";

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "json-lines (default), json-array or csv.")
  private @Nullable MongoFileFormat format;

  @Option(
      names = "--fields",
      paramLabel = "A,B.C",
      description = "Only these fields; CSV needs them.")
  private @Nullable String fields;

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Only documents like this, in extended JSON.")
  private @Nullable String filter;

  @Option(
      names = "--sort",
      paramLabel = "JSON",
      description = "In this order, such as {\"_id\": 1}.")
  private @Nullable String sort;

  @Option(names = "--skip", paramLabel = "N", description = "Leave out the first N.")
  private @Nullable Long skip;

  @Option(names = "--limit", paramLabel = "N", description = "At most N documents.")
  private @Nullable Long limit;

  @Option(names = "--canonical", description = "Tell the type of each value in JSON.")
  private boolean canonical;

  @Option(names = "--no-header", description = "CSV without the line of names.")
  private boolean headless;

  @Option(names = "--overwrite", description = "Replace a file of that name.")
  private boolean overwrite;

  ExportCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "export";
  }

  @Override
  String target() {
    return name;
  }

  @Override
  void check() {
    CollectionName.parse(name);
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    CollectionName from = CollectionName.parse(name);
    MongoExportOptions.Builder options =
        MongoExportOptions.builder()
            .collection(from.collection())
            .to(Path.of(to))
            .format(CollectionName.format(format, to))
            .gzip(CollectionName.isPacked(to))
            .canonical(canonical)
            .header(!headless)
            .overwrite(overwrite);
    Optional.ofNullable(fields).map(CollectionName::fields).ifPresent(options::fields);
    Optional.ofNullable(filter).ifPresent(options::filter);
    Optional.ofNullable(sort).ifPresent(options::sort);
    Optional.ofNullable(skip).ifPresent(options::skip);
    Optional.ofNullable(limit).ifPresent(options::limit);
    return from.of(engine).prepareExport(options.build());
  }
}
