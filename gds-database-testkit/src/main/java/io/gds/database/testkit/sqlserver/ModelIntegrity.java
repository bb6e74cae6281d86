package io.gds.database.testkit.sqlserver;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is damaged in the databases, and when a check last found nothing; told by database_guid. */
final class ModelIntegrity {
  /** A page whose checksum is wrong. */
  record Page(int file, long number) {}

  private final ModelServer server;
  private final Map<UUID, List<Page>> pages = new HashMap<>();
  private final Map<UUID, Integer> rows = new HashMap<>();
  private final Map<UUID, LocalDateTime> good = new HashMap<>();
  private final Set<UUID> terminated = new HashSet<>();

  ModelIntegrity(ModelServer server) {
    this.server = server;
  }

  private UUID key(String database) {
    return server.databases().log(database).guid();
  }

  List<Page> pages(String database) {
    return pages.getOrDefault(key(database), List.of());
  }

  void damage(String database, Page page) {
    pages.computeIfAbsent(key(database), key -> new ArrayList<>()).add(page);
  }

  /** How many rows have no row in an index, or the other way round. */
  int rows(String database) {
    return rows.getOrDefault(key(database), 0);
  }

  void damageRows(String database, int count) {
    rows.merge(key(database), count, Integer::sum);
  }

  /** Whether a check comes to no end. */
  boolean isTerminated(String database) {
    return terminated.contains(key(database));
  }

  void terminate(String database) {
    terminated.add(key(database));
  }

  void repair(String database) {
    pages.remove(key(database));
    rows.remove(key(database));
    terminated.remove(key(database));
  }

  /** Some database was made of the pages of another, with what is wrong in them. */
  void inherit(UUID from, String database) {
    if (pages.containsKey(from)) {
      pages.put(key(database), new ArrayList<>(pages.get(from)));
    }
    if (rows.containsKey(from)) {
      rows.put(key(database), rows.get(from));
    }
  }

  /** When a check last found nothing; as the server says of one that was never checked. */
  LocalDateTime lastGood(String database) {
    return good.getOrDefault(key(database), LocalDateTime.of(1900, 1, 1, 0, 0));
  }

  void found(String database, boolean clean) {
    if (clean) {
      good.put(key(database), server.now());
    }
    for (Page page : pages(database)) {
      suspect(server.databases().demand(database), page);
    }
  }

  private void suspect(int database, Page page) {
    int changed =
        server
            .catalog()
            .update(
                "UPDATE \"msdb.dbo\".suspect_pages SET error_count = error_count + 1,"
                    + " last_update_date = ? WHERE database_id = ? AND file_id = ? AND page_id = ?",
                server.now(),
                database,
                page.file(),
                page.number());
    if (changed == 0) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("database_id", database);
      row.put("file_id", page.file());
      row.put("page_id", page.number());
      row.put("event_type", 2);
      row.put("error_count", 1);
      row.put("last_update_date", server.now());
      server.catalog().insertKnown("msdb.dbo", "suspect_pages", row);
    }
  }
}
