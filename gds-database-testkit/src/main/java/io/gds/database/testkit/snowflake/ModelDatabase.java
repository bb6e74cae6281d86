package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database. */
final class ModelDatabase extends ModelObject {
  private final boolean brief;
  private final List<ModelSchema> schemas = new ArrayList<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private String kind = "STANDARD";
  private String origin = "";
  private boolean readOnly;

  ModelDatabase(ModelAccount account, String name, boolean brief, @Nullable ModelObject owner) {
    super(account, name, owner);
    this.brief = brief;
  }

  @Override
  String kind() {
    return "DATABASE";
  }

  @Override
  boolean isTransient() {
    return brief;
  }

  @Override
  List<ModelSchema> children() {
    return schemas;
  }

  /** Schemas that are there; INFORMATION_SCHEMA is none of them. */
  List<ModelSchema> schemas() {
    return schemas.stream().filter(ModelObject::isThere).toList();
  }

  Optional<ModelSchema> schema(String name) {
    return schemas().stream().filter(schema -> schema.name().equals(name)).findFirst();
  }

  ModelSchema add(ModelSchema schema) {
    schemas.add(schema);
    account().grants().future(schema);
    return schema;
  }

  /** Takes everything out, for what comes by replication. */
  void empty() {
    schemas.clear();
  }

  /** What SHOW tells of it: STANDARD, IMPORTED DATABASE and so on. */
  String shownKind() {
    return kind;
  }

  /** The share it comes from; empty for one of this account. */
  String origin() {
    return origin;
  }

  /** It comes from a share: nobody writes into it here. */
  void imported(String share) {
    kind = "IMPORTED DATABASE";
    origin = share;
    readOnly = true;
  }

  /** Whether nobody writes into it here: imported ones, and those that another account sends. */
  boolean isReadOnly() {
    return readOnly;
  }

  void readOnly(boolean value) {
    readOnly = value;
  }

  /** Parameters set on it, such as DEFAULT_DDL_COLLATION. */
  Map<String, String> parameters() {
    return parameters;
  }
}
