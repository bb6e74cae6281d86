package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The database that is cloned: its files, and what a clone of it does not get.
 *
 * @param id its number
 * @param owner the login that owns it; empty if that is gone
 * @param login the login that clones it
 * @param files its files, in their order
 * @param createdAt when it got its name, by the server's clock
 * @param features what is turned on in it that a server may turn off in a copy, as words
 */
record MssqlCloneSource(
    int id,
    Optional<String> owner,
    String login,
    List<File> files,
    LocalDateTime createdAt,
    List<String> features) {
  private static final String SQL =
      "SELECT d.name, d.database_id, d.create_date, SUSER_SNAME(d.owner_sid) AS owner_name,"
          + " ORIGINAL_LOGIN() AS login_name, d.is_trustworthy_on, d.is_broker_enabled,"
          + " d.is_db_chaining_on, d.is_published, d.is_cdc_enabled, f.name AS file_name,"
          + " f.physical_name, f.type_desc, f.state_desc, f.size"
          + " FROM sys.databases d JOIN sys.master_files f ON f.database_id = d.database_id"
          + " WHERE d.name = ? ORDER BY f.file_id";

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private static final long PAGE = 8 * 1024;

  MssqlCloneSource {
    files = List.copyOf(files);
    features = List.copyOf(features);
  }

  /**
   * A file of it.
   *
   * @param type the server's word, such as ROWS, LOG or FILESTREAM
   */
  record File(String name, String path, String type, String state, long bytes) {
    /** As a backup of the database lists it. */
    MssqlBackupFile listed() {
      String letter =
          switch (type) {
            case "LOG" -> "L";
            case "FILESTREAM" -> "S";
            case "FULLTEXT" -> "F";
            default -> "D";
          };
      return new MssqlBackupFile(name, path, letter, Optional.empty(), bytes, Optional.empty());
    }

    /** Whether a snapshot shows it: files of the log and what is not online it does not. */
    boolean isShown() {
      return type.equals("ROWS") && state.equals("ONLINE");
    }
  }

  /** Reads it, if it is there, and its files may be seen. */
  static Optional<MssqlCloneSource> find(MssqlContext context, String name) {
    List<File> files = new ArrayList<>();
    List<Optional<MssqlCloneSource>> rows =
        context
            .sql()
            .query(
                SQL,
                row -> {
                  if (!row.text("name").equals(name)) {
                    return Optional.empty();
                  }
                  files.add(file(row));
                  return Optional.of(of(row, files));
                },
                name);
    return rows.isEmpty() ? Optional.empty() : rows.get(rows.size() - 1);
  }

  private static File file(Row row) {
    return new File(
        row.text("file_name"),
        row.text("physical_name"),
        row.text("type_desc"),
        row.text("state_desc"),
        row.intValue("size") * PAGE);
  }

  private static MssqlCloneSource of(Row row, List<File> files) {
    List<String> features = new ArrayList<>();
    add(features, row, "is_trustworthy_on", "TRUSTWORTHY");
    add(features, row, "is_broker_enabled", "the Service Broker's delivery");
    add(features, row, "is_db_chaining_on", "DB_CHAINING");
    add(features, row, "is_published", "replication");
    add(features, row, "is_cdc_enabled", "change data capture");
    return new MssqlCloneSource(
        row.intValue("database_id"),
        row.optionalText("owner_name"),
        row.text("login_name"),
        files,
        row.localTime("create_date"),
        features);
  }

  private static void add(List<String> features, Row row, String column, String word) {
    if (row.optionalBool(column).orElse(false)) {
      features.add(word);
    }
  }

  List<MssqlBackupFile> listed() {
    return files.stream().map(File::listed).toList();
  }

  /** The files that a snapshot shows. */
  List<File> shown() {
    return files.stream().filter(File::isShown).toList();
  }

  /**
   * Whether the server made it of another one by DBCC CLONEDATABASE: each file is called like one
   * of that, with a number behind.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-clonedatabase-transact-sql">
   *     how it calls them</a>
   */
  boolean isMadeOf(MssqlCloneSource other) {
    return files.stream()
        .filter(file -> file.type().equals("ROWS") || file.type().equals("LOG"))
        .map(file -> stem(file.path()))
        .allMatch(
            stem ->
                other.files().stream()
                    .map(its -> stem(its.path()) + "_")
                    .anyMatch(
                        begin ->
                            stem.startsWith(begin)
                                && NUMBER.matcher(stem.substring(begin.length())).matches()));
  }

  /** A file's name without its directory and what is behind the last dot. */
  private static String stem(String path) {
    String name = path.substring(MssqlMoves.directory(path).length());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  long bytes() {
    return files.stream().mapToLong(File::bytes).sum();
  }

  /** What is turned on here and not there, as sentences. */
  List<String> features(MssqlCloneSource copy) {
    return features.stream()
        .filter(feature -> !copy.features().contains(feature))
        .map(feature -> feature + ": the server has turned it off in the copy")
        .toList();
  }

  /** Whose the clone is, if it is not its source's owner's, as a sentence. */
  Optional<String> otherOwner() {
    return owner.filter(login::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            "the owner: it belongs to the login "
                + login
                + owner.map(its -> ", the source to " + its).orElse(""));
  }
}
