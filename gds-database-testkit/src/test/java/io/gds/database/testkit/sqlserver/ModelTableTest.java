package io.gds.database.testkit.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTableTest {
  private static final int FIRST = 13;
  private static final int LAST = 17;

  private static final Map<Integer, Map<String, ModelTable>> RELEASES =
      IntStream.rangeClosed(FIRST, LAST)
          .boxed()
          .collect(Collectors.toMap(release -> release, ModelTableTest::byName));

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17})
  void everyColumnOfEveryReleaseHasATypeThatTheModelKnows(int release) {
    List<ModelTable> tables = ModelTable.declared(release);
    assertThat(tables).extracting(ModelTableTest::key).doesNotHaveDuplicates();
    assertThat(tables)
        .filteredOn(table -> !table.schema().equals("restore"))
        .hasSizeGreaterThan(120)
        .allSatisfy(
            table ->
                assertThat(table.columns().values())
                    .isNotEmpty()
                    .allSatisfy(type -> assertThat(type.evaluated()).isNotBlank()));
  }

  @Test
  void noReleaseLosesAColumn() {
    for (int release = FIRST; release < LAST; release++) {
      Map<String, ModelTable> later = release(release + 1);
      for (Map.Entry<String, ModelTable> each : release(release).entrySet()) {
        assertThat(later).containsKey(each.getKey());
        assertThat(columns(later.get(each.getKey())))
            .as(each.getKey())
            .containsAll(columns(each.getValue()));
      }
    }
  }

  @Test
  void noViewHasAColumnTwice() throws IOException {
    List<String> columns = new ArrayList<>();
    String view = "";
    for (String line : resource()) {
      if (line.startsWith("CREATE TABLE ")) {
        view = line;
      } else if (line.startsWith("  ")) {
        columns.add(view + line.strip().split(" ")[0].toLowerCase(Locale.ROOT));
      }
    }
    assertThat(columns).hasSizeGreaterThan(1_000).doesNotHaveDuplicates();
  }

  @Test
  void everyViewHasItsVendorPageAboveIt() throws IOException {
    String above = "";
    int views = 0;
    for (String line : resource()) {
      if (line.startsWith("--")) {
        above = above.concat(line);
      } else if (line.startsWith("CREATE TABLE ")) {
        views++;
        assertThat(above).as(line).startsWith("-- https://learn.microsoft.com/sql/");
      } else {
        above = "";
      }
    }
    assertThat(views).isGreaterThan(120);
  }

  /** What the vendor's pages say of the releases, told once more by hand. */
  @ParameterizedTest
  @CsvSource({
    "sys.databases, is_query_store_on, 13",
    "sys.databases, is_mixed_page_allocation_on, 13",
    "sys.databases, is_temporal_history_retention_enabled, 14",
    "sys.databases, is_accelerated_database_recovery_on, 15",
    "sys.databases, physical_database_name, 15",
    "sys.databases, is_ledger_on, 16",
    "sys.databases, is_optimized_locking_on, 17",
    "sys.dm_exec_sessions, contained_availability_group_id, 16",
    "sys.dm_exec_requests, percent_complete, 13",
    "sys.dm_exec_requests, is_resumable, 14",
    "sys.dm_exec_requests, page_resource, 15",
    "sys.dm_exec_requests, dist_statement_id, 16",
    "sys.dm_exec_input_buffer, event_info, 13",
    "sys.dm_os_sys_info, socket_count, 13",
    "sys.dm_os_sys_info, container_type, 14",
    "sys.dm_os_host_info, host_platform, 14",
    "sys.dm_os_file_exists, file_is_a_directory, 14",
    "sys.dm_database_encryption_keys, encryption_scan_state, 15",
    "sys.dm_db_log_stats, log_backup_time, 13",
    "sys.availability_groups, is_distributed, 13",
    "sys.availability_groups, cluster_type, 14",
    "sys.availability_groups, required_synchronized_secondaries_to_commit, 14",
    "sys.availability_groups, cluster_connection_options, 17",
    "sys.availability_replicas, seeding_mode, 13",
    "sys.availability_replicas, read_write_routing_url, 15",
    "sys.availability_group_listeners, is_distributed_network_name, 13",
    "sys.dm_hadr_cluster_members, number_of_current_votes, 16",
    "sys.dm_hadr_database_replica_states, secondary_lag_seconds, 13",
    "sys.dm_hadr_automatic_seeding, current_state, 13",
    "msdb.dbo.backupset, encryptor_thumbprint, 13",
    "msdb.dbo.backupset, last_valid_restore_time, 16",
    "msdb.dbo.backupset, compression_algorithm, 16",
    "db.sys.filegroups, is_autogrow_all_files, 13",
    "db.sys.sql_modules, is_inlineable, 15",
    "db.sys.indexes, optimize_for_sequential_key, 15",
    "db.sys.query_store_plan, plan_type, 16",
    "db.sys.columns, vector_dimensions, 17"
  })
  void aColumnIsThereFromTheReleaseOnThatBroughtIt(String view, String column, int since) {
    for (int release = FIRST; release <= LAST; release++) {
      ModelTable table = release(release).get(view);
      boolean there = table != null && columns(table).contains(column);
      assertThat(there).as("%s.%s in %s", view, column, release).isEqualTo(release >= since);
    }
  }

  private static List<String> resource() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ModelTable.class.getResourceAsStream("catalog.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Map<String, ModelTable> byName(int release) {
    return ModelTable.declared(release).stream()
        .collect(Collectors.toMap(ModelTableTest::key, table -> table));
  }

  private static Map<String, ModelTable> release(int release) {
    return Objects.requireNonNull(RELEASES.get(release));
  }

  private static String key(ModelTable table) {
    return table.schema() + "." + table.name();
  }

  private static List<String> columns(@Nullable ModelTable table) {
    return Stream.ofNullable(table)
        .flatMap(each -> each.columns().keySet().stream())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .toList();
  }
}
