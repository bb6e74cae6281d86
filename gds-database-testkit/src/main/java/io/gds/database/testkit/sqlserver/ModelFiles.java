package io.gds.database.testkit.sqlserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The files of the databases: sys.master_files, and each database's file groups. */
final class ModelFiles {
  /** The function that tells whether a file lies at a place. */
  static final String LYING = "dm_os_file_exists";

  /** The function that tells of the volume that a file lies on. */
  static final String VOLUMES = "dm_os_volume_stats";

  private static final long DEFAULT_SIZE = 1024;
  private static final long DEFAULT_GROWTH = 8192;

  private final ModelServer server;
  private final Map<UUID, Long> created = new HashMap<>();
  private final Set<String> nobodys = new TreeSet<>();
  private final Map<String, Long> volumes = new TreeMap<>(Map.of("/", 500L << 30));

  ModelFiles(ModelServer server) {
    this.server = server;
  }

  /** The files of a new database; what is not described is as the server makes it. */
  void create(String database, List<ModelFile> described) {
    List<ModelFile> files = new ArrayList<>(described);
    if (files.stream().allMatch(ModelFile::isLog)) {
      files.add(0, usual(database, database, ".mdf", "InstanceDefaultDataPath", "PRIMARY"));
    }
    if (files.stream().noneMatch(ModelFile::isLog)) {
      files.add(usual(database, database + "_log", "_log.ldf", "InstanceDefaultLogPath", ""));
    }
    int number = 1;
    List<String> groups = new ArrayList<>();
    for (ModelFile file : files) {
      if (!file.isLog() && !groups.contains(file.filegroup())) {
        groups.add(file.filegroup());
        group(database, file.filegroup(), groups.size());
      }
      demandFree(file.path());
      add(database, file, number, 1 + groups.indexOf(file.filegroup()));
      number++;
    }
  }

  /** The files of a database, as they would be described. */
  List<ModelFile> described(String database) {
    List<ModelFile> files = new ArrayList<>();
    for (Extent extent : extents(database)) {
      String where = " FROM " + own(database) + " WHERE file_id = ?";
      int type =
          server
              .catalog()
              .first(Integer.class, "SELECT type" + where, extent.number())
              .orElseThrow();
      int space =
          server
              .catalog()
              .first(Integer.class, "SELECT data_space_id" + where, extent.number())
              .orElseThrow();
      String groups = ModelTable.quoted(server.catalog().schemaOf(database)) + ".filegroups";
      files.add(
          new ModelFile(
              extent.name(),
              server
                  .catalog()
                  .first(String.class, "SELECT physical_name" + where, extent.number())
                  .orElseThrow(),
              extent.pages(),
              -1,
              DEFAULT_GROWTH,
              false,
              type == 1
                  ? ""
                  : server
                      .catalog()
                      .first(
                          String.class,
                          "SELECT name FROM " + groups + " WHERE data_space_id = ?",
                          space)
                      .orElse("PRIMARY")));
    }
    return files;
  }

  /** The sparse files of a snapshot; it has no log. */
  void sparse(String database, List<ModelFile> files) {
    group(database, "PRIMARY", 1);
    int number = 1;
    for (ModelFile file : files) {
      demandFree(file.path());
      add(database, file, number, 1);
      number++;
    }
    server
        .catalog()
        .update(
            "UPDATE sys.master_files SET is_sparse = TRUE WHERE database_id = ?",
            server.databases().demand(database));
  }

  private ModelFile usual(String database, String name, String end, String path, String group) {
    return new ModelFile(
        name,
        Objects.requireNonNull(server.property(path)) + database + end,
        DEFAULT_SIZE,
        -1,
        DEFAULT_GROWTH,
        false,
        group);
  }

  private void demandFree(String path) {
    if (server
        .catalog()
        .first(Integer.class, "SELECT 1 FROM sys.master_files WHERE physical_name = ?", path)
        .isPresent()) {
      throw new ModelError(
          1828, 16, "The file \"" + path + "\" is already in use by another database.");
    }
  }

  /** Puts a file at a place of the machine that belongs to no database. */
  void lay(String path) {
    nobodys.add(path);
  }

  /** A volume has so many bytes free from now on. */
  void volume(String mountPoint, long available) {
    volumes.put(mountPoint, available);
  }

  /** Fills in on which volume each file lies: on the one whose mount point is the longest. */
  void showVolumes() {
    ModelCatalog catalog = server.catalog();
    catalog.update("DELETE FROM sys.dm_os_volume_stats");
    volumes.forEach(
        (mountPoint, available) ->
            catalog.update(
                "INSERT INTO sys.dm_os_volume_stats (database_id, file_id, volume_mount_point,"
                    + " total_bytes, available_bytes) SELECT f.database_id, f.file_id, ?, ?, ?"
                    + " FROM sys.master_files f WHERE f.physical_name LIKE ? || '%'"
                    + " AND NOT EXISTS (SELECT 1 FROM sys.dm_os_volume_stats v"
                    + " WHERE v.database_id = f.database_id AND v.file_id = f.file_id"
                    + " AND LENGTH(v.volume_mount_point) > LENGTH(?))",
                mountPoint, 1L << 40, available, mountPoint, mountPoint));
    catalog.update(
        "DELETE FROM sys.dm_os_volume_stats v WHERE EXISTS (SELECT 1"
            + " FROM sys.dm_os_volume_stats n WHERE n.database_id = v.database_id"
            + " AND n.file_id = v.file_id"
            + " AND LENGTH(n.volume_mount_point) > LENGTH(v.volume_mount_point))");
  }

  /** The files that belong to no database. */
  Set<String> nobodys() {
    return Set.copyOf(nobodys);
  }

  /**
   * What the function that tells of files answers for a place: always a row.
   *
   * @param view where it has its rows
   * @param path the place, in the words of the evaluating database
   */
  String lying(String view, String path) {
    Set<String> all = new TreeSet<>(nobodys);
    all.addAll(server.catalog().all(String.class, "SELECT physical_name FROM sys.master_files"));
    all.addAll(server.media().paths());
    server.catalog().update("DELETE FROM " + view);
    for (String file : all) {
      server.catalog().update("INSERT INTO " + view + " VALUES (?, 1, 0, 1)", file);
    }
    return "(SELECT p.path AS \"file_or_directory\", COALESCE(f.\"file_exists\", 0) AS"
        + " \"file_exists\", COALESCE(f.\"file_is_a_directory\", 0) AS \"file_is_a_directory\","
        + " COALESCE(f.\"parent_directory_exists\", 1) AS \"parent_directory_exists\""
        + " FROM (SELECT CAST("
        + path
        + " AS VARCHAR(4000)) AS path) p LEFT JOIN "
        + view
        + " f ON f.\"file_or_directory\" = p.path)";
  }

  /**
   * Refuses a place that a file of another database has, or anybody's unless it may be replaced.
   */
  void demandRestorable(ModelFile file, boolean replace) {
    if (nobodys.contains(file.path()) && !replace) {
      throw new ModelError(
          3156,
          16,
          "File '"
              + file.name()
              + "' cannot be restored to '"
              + file.path()
              + "'. Use WITH MOVE to identify a valid location for the file.");
    }
    nobodys.remove(file.path());
    if (server
        .catalog()
        .first(Integer.class, "SELECT 1 FROM sys.master_files WHERE physical_name = ?", file.path())
        .isPresent()) {
      throw new ModelError(
          1834,
          16,
          "The file '"
              + file.path()
              + "' cannot be overwritten. It is being used by another database.");
    }
  }

  private void group(String database, String name, int number) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("data_space_id", number);
    row.put("type", "FG");
    row.put("type_desc", "ROWS_FILEGROUP");
    row.put("is_default", number == 1);
    row.put("is_system", false);
    row.put("is_read_only", false);
    server
        .catalog()
        .insert(ModelTable.quoted(server.catalog().schemaOf(database)) + ".filegroups", row);
  }

  private void add(String database, ModelFile file, int number, int group) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("database_id", server.databases().demand(database));
    row.put("file_id", number);
    UUID guid = UUID.randomUUID();
    created.put(guid, file.size());
    row.put("file_guid", guid);
    row.put("type", file.isLog() ? 1 : 0);
    row.put("type_desc", file.isLog() ? "LOG" : "ROWS");
    row.put("data_space_id", file.isLog() ? 0 : group);
    row.put("name", file.name());
    row.put("physical_name", file.path());
    row.put("state", 0);
    row.put("state_desc", "ONLINE");
    row.put("size", file.size());
    row.put("max_size", file.maxSize());
    row.put("growth", file.growth());
    row.put("is_media_read_only", false);
    row.put("is_read_only", false);
    row.put("is_sparse", false);
    row.put("is_percent_growth", file.percent());
    row.put("is_name_reserved", false);
    server.catalog().insert("sys.master_files", row);
    row.remove("database_id");
    server.catalog().insert(own(database), row);
  }

  /** Where the database itself shows its files. */
  private String own(String database) {
    return ModelTable.quoted(server.catalog().schemaOf(database)) + ".database_files";
  }

  /**
   * How much of a file is in use, in pages.
   *
   * @param minimum its size when it was created
   */
  record Extent(int number, String name, long pages, long minimum, long used) {}

  /** The files of a database; half of what each was created with is in use. */
  List<Extent> extents(String database) {
    List<Extent> extents = new ArrayList<>();
    for (UUID guid :
        server
            .catalog()
            .all(UUID.class, "SELECT file_guid FROM " + own(database) + " ORDER BY file_id")) {
      String where = " FROM " + own(database) + " WHERE file_guid = ?";
      long minimum = created.getOrDefault(guid, DEFAULT_SIZE);
      extents.add(
          new Extent(
              server.catalog().first(Integer.class, "SELECT file_id" + where, guid).orElseThrow(),
              server.catalog().first(String.class, "SELECT name" + where, guid).orElseThrow(),
              server.catalog().first(Long.class, "SELECT size" + where, guid).orElseThrow(),
              minimum,
              minimum / 2));
    }
    return extents;
  }

  /** Makes a file smaller or larger. */
  void resize(String database, String file, long pages) {
    server
        .catalog()
        .update(
            "UPDATE sys.master_files SET size = ? WHERE database_id = ? AND name = ?",
            pages,
            server.databases().demand(database),
            file);
    server
        .catalog()
        .update("UPDATE " + own(database) + " SET size = ? WHERE name = ?", pages, file);
  }
}
