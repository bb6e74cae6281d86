package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table with all that was ever in it, or a view with its text. */
final class ModelTable extends ModelObject {
  /** What a table is. */
  enum Kind {
    TABLE,
    TRANSIENT,
    TEMPORARY,
    EXTERNAL,
    HYBRID,
    VIEW
  }

  private record Version(ModelMoment since, List<List<@Nullable Object>> rows) {}

  private final ModelSchema schema;
  private final Kind kind;
  private final List<ModelColumn> columns;
  private final String text;
  private final List<Version> versions = new ArrayList<>();

  /**
   * One that is empty.
   *
   * @param text a view's query; empty for tables
   */
  ModelTable(
      ModelSchema schema,
      String name,
      Kind kind,
      List<ModelColumn> columns,
      String text,
      @Nullable ModelObject owner) {
    super(schema.account(), name, owner);
    this.schema = schema;
    this.kind = kind;
    this.columns = List.copyOf(columns);
    this.text = text;
  }

  @Override
  String kind() {
    return kind == Kind.VIEW ? "VIEW" : "TABLE";
  }

  Kind tableKind() {
    return kind;
  }

  @Override
  boolean isTransient() {
    return kind == Kind.TRANSIENT || kind == Kind.TEMPORARY || schema.isTransient();
  }

  ModelSchema schema() {
    return schema;
  }

  @Override
  Optional<ModelObject> parent() {
    return Optional.of(schema);
  }

  @Override
  ModelName fullName() {
    return ModelName.of(schema.database().name(), schema.name(), name());
  }

  List<ModelColumn> columns() {
    return columns;
  }

  /** A view's query. */
  String text() {
    return text;
  }

  List<List<@Nullable Object>> rows() {
    return versions.isEmpty() ? List.of() : versions.get(versions.size() - 1).rows();
  }

  /** What was in it at this point, whether that can still be read or not. */
  List<List<@Nullable Object>> rows(ModelPoint point) {
    List<List<@Nullable Object>> rows = List.of();
    for (Version version : versions) {
      if (point.sees(version.since())) {
        rows = version.rows();
      }
    }
    return rows;
  }

  /** Changes what is in it; what was in it before stays known. */
  void rows(List<List<@Nullable Object>> rows) {
    versions.add(new Version(account().moment(), List.copyOf(rows)));
    touch();
  }

  /** About how many bytes it has now. */
  long bytes() {
    return rows().isEmpty() ? 0 : 512 * (1 + rows().toString().length() / 512L);
  }
}
