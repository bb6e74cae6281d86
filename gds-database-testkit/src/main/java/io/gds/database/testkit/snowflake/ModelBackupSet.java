package io.gds.database.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A backup set of a database, with what each of its backups holds. */
final class ModelBackupSet extends ModelObject {
  /**
   * A backup.
   *
   * @param content what it holds, which no statement reaches
   */
  record Backup(String id, Instant at, ModelDatabase content) {}

  private final ModelSchema schema;
  private final ModelDatabase of;
  private final List<Backup> backups = new ArrayList<>();

  ModelBackupSet(ModelSchema schema, String name, ModelDatabase of, ModelObject owner) {
    super(schema.account(), name, owner);
    this.schema = schema;
    this.of = of;
  }

  @Override
  String kind() {
    return "BACKUP_SET";
  }

  @Override
  ModelName fullName() {
    return ModelName.of(schema.database().name(), schema.name(), name());
  }

  ModelDatabase of() {
    return of;
  }

  List<Backup> backups() {
    return backups;
  }

  Optional<Backup> find(String id) {
    return backups.stream().filter(backup -> backup.id().equals(id)).findFirst();
  }

  /** The sets of an account, by their full names. */
  static Map<ModelName, ModelBackupSet> of(ModelAccount account) {
    return account.more(Sets.class, Sets::new).all;
  }

  private static final class Sets {
    private final Map<ModelName, ModelBackupSet> all = new LinkedHashMap<>();
  }
}
