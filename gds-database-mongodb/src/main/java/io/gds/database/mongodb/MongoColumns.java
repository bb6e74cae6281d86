package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** The columns of a CSV file: where their values go, and of which type they are. Immutable. */
final class MongoColumns {
  private static final Pattern DECLARED =
      Pattern.compile("(.*)\\.(\\w+)\\((.*)\\)", Pattern.DOTALL);
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  /** One of them. */
  private record Column(String path, List<String> steps, String typeName, MongoCell cell) {}

  private final List<Column> columns;

  private MongoColumns(List<Column> columns) {
    this.columns = columns;
  }

  /** What is wrong with these names. */
  static Optional<String> fault(List<String> names, MongoColumnTypes types) {
    try {
      of(names, types);
      return Optional.empty();
    } catch (MongoJsonText.Fault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Columns of these names. */
  static MongoColumns of(List<String> names, MongoColumnTypes types) throws MongoJsonText.Fault {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(column(name, types));
    }
    Optional<String> fault =
        MongoFieldPaths.fault(columns.stream().map(Column::path).toList(), true);
    if (fault.isPresent()) {
      throw new MongoJsonText.Fault("the columns " + fault.get());
    }
    return new MongoColumns(columns);
  }

  private static Column column(String name, MongoColumnTypes types) throws MongoJsonText.Fault {
    if (types != MongoColumnTypes.DECLARED) {
      return new Column(
          name,
          MongoFieldPaths.steps(name),
          "text",
          types == MongoColumnTypes.AUTO ? MongoCell.AUTO : MongoCell.TEXT);
    }
    Matcher declared = DECLARED.matcher(name);
    if (!declared.matches()) {
      throw new MongoJsonText.Fault(
          "a column declares no type: " + name + "; write it as name.string()");
    }
    String path = declared.group(1);
    return new Column(
        path,
        MongoFieldPaths.steps(path),
        declared.group(2),
        MongoCell.declared(declared.group(2), declared.group(3)));
  }

  /** The document that a row is. */
  RawBsonDocument document(List<String> values, boolean ignoreBlanks) throws MongoJsonText.Fault {
    if (values.size() > columns.size()) {
      throw new MongoJsonText.Fault(
          "it has " + values.size() + " values, and there are " + columns.size() + " columns");
    }
    BsonDocument document = new BsonDocument();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if (value.isEmpty() && ignoreBlanks) {
        continue;
      }
      Column column = columns.get(i);
      try {
        MongoFieldPaths.put(document, column.steps(), column.cell().value(value));
      } catch (RuntimeException e) {
        // Each of the readers of values has its own way to say that one is none.
        throw new MongoJsonText.Fault(
            "the value of " + column.path() + " is no " + column.typeName());
      }
    }
    return new RawBsonDocument(document, CODEC);
  }
}
