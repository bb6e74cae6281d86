package io.gds.database.snowflake;

import io.gds.database.backup.Location;
import io.gds.database.error.OptionFault;
import java.util.List;
import java.util.Optional;

/**
 * Where backups of this platform lie: under a database's name, in a backup set, or in a stage.
 *
 * @param kind which of these
 * @param name the name of the database, of the set as the server writes it, or the place in the
 *     stage
 * @param id the backup within a set; empty for the set as a whole
 */
record SnowflakePlace(Kind kind, String name, Optional<String> id) {
  /** Which. */
  enum Kind {
    DATABASE,
    BACKUP_SET,
    STAGE
  }

  /** The name of the place that all snapshots lie in. */
  static final String SNAPSHOTS = "snapshots";

  private static final String SET = "backup-set:";
  private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  /** What is wrong with a place; empty if nothing is. */
  static Optional<OptionFault> fault(String option, Location location) {
    if (location.parts().size() != 1) {
      return Optional.of(new OptionFault(option, "is one place here, not several"));
    }
    String text = location.parts().get(0);
    return switch (location.kind()) {
      case STAGE -> SnowflakeStagePath.fault(text).map(why -> new OptionFault(option, why));
      case ENGINE ->
          text.startsWith(SET) && set(text).isEmpty()
              ? Optional.of(
                  new OptionFault(
                      option,
                      "is no backup set: backup-set:database.schema.set, with #id behind it"
                          + " for one backup"))
              : Optional.empty();
      default ->
          Optional.of(
              new OptionFault(
                  option,
                  "lies where this platform keeps nothing: name a database by engine:, or a stage"
                      + " by @database.schema.stage/path"));
    };
  }

  private static Optional<SnowflakePlace> set(String text) {
    String rest = text.substring(SET.length());
    int hash = rest.lastIndexOf('#');
    Optional<String> id =
        hash >= 0 && rest.substring(hash + 1).matches(UUID)
            ? Optional.of(rest.substring(hash + 1))
            : Optional.empty();
    String name = id.isPresent() ? rest.substring(0, hash) : rest;
    return SnowflakeIdentifiers.parts(name)
        .filter(parts -> parts.size() == 3)
        .map(
            parts ->
                new SnowflakePlace(
                    Kind.BACKUP_SET,
                    SnowflakeSql.name(parts.get(0), parts.get(1), parts.get(2)),
                    id));
  }

  /** A place in which nothing was found wrong. */
  static SnowflakePlace of(Location location) {
    String text = location.parts().get(0);
    if (location.kind() == Location.Kind.STAGE) {
      return new SnowflakePlace(Kind.STAGE, SnowflakeStagePath.of(text).sql(), Optional.empty());
    }
    return text.startsWith(SET)
        ? set(text).orElseThrow(() -> new IllegalArgumentException(text))
        : new SnowflakePlace(Kind.DATABASE, text, Optional.empty());
  }

  SnowflakeStagePath stage() {
    return SnowflakeStagePath.of(name);
  }

  boolean isSnapshots() {
    return kind == Kind.DATABASE && name.equals(SNAPSHOTS);
  }

  /** The place of a backup in a set. */
  static Location inSet(String set, String id) {
    return Location.engine(SET + set + '#' + id);
  }

  /** The parts of a set's name. */
  List<String> setParts() {
    return SnowflakeIdentifiers.parts(name).orElseThrow();
  }
}
