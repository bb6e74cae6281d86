package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.mongodb.MongoColumnTypes;
import io.gds.database.mongodb.MongoFileFormat;
import io.gds.database.mongodb.MongoImportInfo;
import io.gds.database.mongodb.MongoImportMode;
import io.gds.database.mongodb.MongoImportOptions;
import io.gds.database.operation.Operation;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts what a file holds into a collection. */
@Command(
    name = "import",
    description = "Put the documents of a file, JSON or CSV, into a collection (MongoDB).")
final class ImportCommand extends ChangeCommand {
  @Parameters(
      paramLabel = "DB.COLLECTION",
      description = "The collection; made if it is not there.")
  private String name = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description = "The file; .csv in its name means CSV, .gz packed by gzip.")
  private String from = "";

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "json-lines (default), json-array or csv.")
  private @Nullable MongoFileFormat format;

  @Option(names = "--mode", paramLabel = "M", description = "insert, upsert, merge or delete.")
  private MongoImportMode mode = MongoImportMode.INSERT;

  @Option(
      names = "--by",
      paramLabel = "A,B.C",
      description = "Which fields tell the document that is meant; _id by default.")
  private @Nullable String by;

  @Option(
      names = "--types",
      paramLabel = "T",
      description = "Values of CSV: auto (by their looks), text, or as the columns declare it.")
  private MongoColumnTypes types = MongoColumnTypes.AUTO;

  @Option(
      names = "--fields",
      paramLabel = "A,B.C",
      description = "The columns of CSV, which then has no line of names.")
  private @Nullable String fields;

  @Option(names = "--ignore-blanks", description = "Leave out empty values of CSV.")
  private boolean ignoreBlanks;

  @Option(names = "--drop-first", description = "Drop the collection first, with its indexes.")
  private boolean drop;

  @Option(names = "--ordered", description = "Insert in the order of the file.")
  private boolean ordered;

  @Option(names = "--stop-at-once", description = "End at the first that the server refuses.")
  private boolean stopAtOnce;

  @Option(names = "--skip-malformed", description = "Leave out lines that cannot be read.")
  private boolean skipMalformed;

  ImportCommand(Gds gds) {
    super(gds);
  }

  @Override
  String verb() {
    return "import";
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
  Optional<String> question() {
    if (drop) {
      return Optional.of("drop the collection " + name + " with its indexes and import anew?");
    }
    return mode == MongoImportMode.INSERT
        ? Optional.empty()
        : Optional.of("change documents that are there in " + name + "?");
  }

  /**
   * Lines that cannot be read are left out only if that was said; what the server refuses was not.
   */
  @Override
  Optional<String> shortfall(Object value) {
    return value instanceof MongoImportInfo info && info.refused() > 0
        ? Optional.of(info.refused() + " of " + info.read() + " documents were refused")
        : Optional.empty();
  }

  @Override
  Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine) {
    CollectionName into = CollectionName.parse(name);
    MongoImportOptions.Builder options =
        MongoImportOptions.builder()
            .collection(into.collection())
            .from(Path.of(from))
            .format(CollectionName.format(format, from))
            .gzip(CollectionName.isPacked(from))
            .mode(mode)
            .types(types)
            .ignoreBlanks(ignoreBlanks)
            .drop(drop)
            .ordered(ordered)
            .stopAtOnce(stopAtOnce)
            .skipMalformed(skipMalformed);
    Optional.ofNullable(by).map(CollectionName::fields).ifPresent(options::upsertFields);
    Optional.ofNullable(fields).map(CollectionName::fields).ifPresent(options::fields);
    return into.of(engine).prepareImport(options.build());
  }
}
