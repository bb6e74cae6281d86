package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;
import java.util.UUID;

/**
 * Backup sets and their backups.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-backup-set">CREATE BACKUP
 *     SET</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-backup-set">ALTER BACKUP
 *     SET</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-backups-in-backup-set">SHOW
 *     BACKUPS IN BACKUP SET</a>
 */
final class BackupSetVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("CREATE", "BACKUP", "SET")
        || statement.at("ALTER", "BACKUP", "SET")
        || statement.at("SHOW", "BACKUP", "SETS")
        || statement.at("SHOW", "BACKUPS", "IN", "BACKUP", "SET")
        || (statement.at("CREATE", "DATABASE") && statement.has("FROM", "BACKUP", "SET"));
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("CREATE", "BACKUP", "SET")) {
      return create(statement, session);
    }
    if (statement.take("ALTER", "BACKUP", "SET")) {
      return alter(statement, session);
    }
    if (statement.take("SHOW", "BACKUP", "SETS", "IN", "ACCOUNT")) {
      statement.end();
      return sets(session);
    }
    if (statement.take("SHOW", "BACKUPS", "IN", "BACKUP", "SET")) {
      ModelBackupSet set = set(statement, session);
      statement.end();
      return backups(set);
    }
    return restore(statement, session);
  }

  private static WireAnswer create(SnowflakeReader statement, ModelSession session) {
    ModelName name = statement.qualified();
    ModelSchema schema = session.schemaOf(name);
    ModelDatabase of = session.database(statement.demand("FOR", "DATABASE").name());
    statement.end();
    ModelBackupSet set = new ModelBackupSet(schema, name.last(), of, session.role());
    ModelBackupSet.of(session.account()).put(set.fullName(), set);
    return SnowflakeVerb.done("Backup set " + name.last() + " successfully created.");
  }

  private static ModelBackupSet set(SnowflakeReader statement, ModelSession session) {
    ModelName name = statement.qualified();
    ModelBackupSet set = ModelBackupSet.of(session.account()).get(name);
    if (set == null || !session.owns(set)) {
      throw ModelError.missing("Backup Set", name);
    }
    return set;
  }

  private static WireAnswer alter(SnowflakeReader statement, ModelSession session) {
    ModelBackupSet set = set(statement, session);
    if (statement.take("DELETE", "BACKUP", "IDENTIFIER")) {
      String id = statement.text();
      statement.end();
      if (!set.backups().removeIf(backup -> backup.id().equals(id))) {
        throw ModelError.missing("Backup", id);
      }
      return SnowflakeVerb.done("Backup successfully deleted.");
    }
    statement.demand("ADD", "BACKUP").end();
    set.backups()
        .add(
            new ModelBackupSet.Backup(
                UUID.randomUUID().toString(),
                session.account().moment().at(),
                copy(set.of(), set.of().name(), session)));
    return SnowflakeVerb.done("Backup successfully added.");
  }

  private static ModelDatabase copy(ModelDatabase of, String name, ModelSession session) {
    return ModelCloning.read(new SnowflakeReader(List.of(), List.of()), session)
        .of(of, name, of.isTransient());
  }

  private static WireAnswer sets(ModelSession session) {
    return WireAnswer.rows(
            "created_on timestamp_ltz(3)",
            "name text",
            "database_name text",
            "schema_name text",
            "object_kind text",
            "object_name text",
            "object_database_name text",
            "object_schema_name text",
            "backup_policy_name text",
            "backup_policy_database_name text",
            "backup_policy_schema_name text",
            "backup_policy_state text",
            "owner_role text",
            "owner_role_type text",
            "comment text")
        .all(
            ModelBackupSet.of(session.account()).values().stream()
                .filter(session::owns)
                .map(
                    set ->
                        WireRow.of(
                            set.created().at(),
                            set.name(),
                            set.fullName().part(2),
                            set.fullName().part(1),
                            "DATABASE",
                            set.of().name(),
                            set.of().name(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            set.ownerName(),
                            "ROLE",
                            ""))
                .toList());
  }

  private static WireAnswer backups(ModelBackupSet set) {
    return WireAnswer.rows(
            "created_on timestamp_ltz(3)",
            "backup_id text",
            "backup_set_name text",
            "database_name text",
            "schema_name text",
            "expire_on timestamp_ltz(3)")
        .all(
            set.backups().stream()
                .map(
                    backup ->
                        WireRow.of(
                            backup.at(),
                            backup.id(),
                            set.name(),
                            set.fullName().part(2),
                            set.fullName().part(1),
                            null))
                .toList());
  }

  private static WireAnswer restore(SnowflakeReader statement, ModelSession session) {
    String name = statement.demand("CREATE", "DATABASE").name();
    statement.demand("FROM", "BACKUP", "SET");
    ModelBackupSet set = set(statement, session);
    String id = statement.demand("IDENTIFIER").text();
    statement.end();
    session.demand("CREATE DATABASE");
    ModelBackupSet.Backup backup = set.find(id).orElseThrow(() -> ModelError.missing("Backup", id));
    session.account().databases().add(copy(backup.content(), name, session));
    return SnowflakeVerb.done("Database " + name + " successfully created.");
  }
}
