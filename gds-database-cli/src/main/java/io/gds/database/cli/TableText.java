package io.gds.database.cli;

import io.gds.database.schema.ColumnInfo;
import io.gds.database.schema.ConstraintInfo;
import io.gds.database.schema.ConstraintKind;
import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table or view as people read it: a heading, then its columns, constraints and indexes. */
final class TableText {
  private TableText() {}

  static List<String> of(List<TableInfo> tables) {
    List<String> lines = new ArrayList<>();
    for (TableInfo table : tables) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(of(table));
    }
    return lines;
  }

  private static List<String> of(TableInfo table) {
    List<String> lines = new ArrayList<>();
    lines.add(heading(table));
    int width = table.columns().stream().mapToInt(c -> name(c.name())).max().orElse(0);
    int typeWidth = table.columns().stream().mapToInt(c -> name(c.type())).max().orElse(0);
    for (ColumnInfo column : table.columns()) {
      String line =
          "  "
              + Text.pad(Text.escape(column.name()), width, false)
              + "  "
              + Text.pad(Text.escape(column.type()), typeWidth, false)
              + more(table, column);
      lines.add(line.stripTrailing());
    }
    table.constraints().stream()
        .filter(c -> c.kind() != ConstraintKind.PRIMARY_KEY && c.kind() != ConstraintKind.NOT_NULL)
        .forEach(constraint -> lines.add("  " + Text.escape(text(constraint))));
    table.indexes().stream()
        .filter(index -> !index.primary())
        .forEach(index -> lines.add("  " + Text.escape(text(index))));
    return lines;
  }

  private static int name(String text) {
    return Text.width(Text.escape(text));
  }

  private static String heading(TableInfo table) {
    String rows =
        table.rowEstimate().isPresent()
            ? ", about "
                + Human.of(table.rowEstimate())
                + (table.rowEstimate().getAsLong() == 1 ? " row" : " rows")
            : "";
    String size = table.sizeBytes().isPresent() ? ", " + Human.bytes(table.sizeBytes()) : "";
    return words(table.kind())
        + " "
        + table.schema().map(schema -> Text.escape(schema) + ".").orElse("")
        + Text.escape(table.name())
        + rows
        + size;
  }

  private static String more(TableInfo table, ColumnInfo column) {
    StringBuilder text = new StringBuilder();
    if (table.primaryKey().contains(column.name())) {
      text.append("  primary key");
    }
    text.append(column.nullable() ? "" : "  not null");
    column.defaultValue().ifPresent(value -> text.append("  default ").append(Text.escape(value)));
    column.generatedAs().ifPresent(value -> text.append("  as ").append(Text.escape(value)));
    return text.toString();
  }

  private static String text(ConstraintInfo constraint) {
    return words(constraint.kind())
        + constraint.name().map(name -> " " + name).orElse("")
        + (constraint.columns().isEmpty()
            ? ""
            : " (" + String.join(", ", constraint.columns()) + ")")
        + constraint
            .references()
            .map(key -> " to " + key.table() + " (" + String.join(", ", key.columns()) + ")")
            .orElse("")
        + constraint.expression().map(expression -> " " + expression).orElse("")
        + (constraint.enforced() ? "" : ", not enforced");
  }

  private static String text(IndexInfo index) {
    return (index.unique() ? "unique index " : "index ")
        + index.name()
        + index.parts().stream()
            .map(part -> part.text() + (part.descending() ? " desc" : ""))
            .collect(Collectors.joining(", ", " (", ")"))
        + index.predicate().map(predicate -> " where " + predicate).orElse("")
        + (index.valid() ? "" : ", not valid");
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
