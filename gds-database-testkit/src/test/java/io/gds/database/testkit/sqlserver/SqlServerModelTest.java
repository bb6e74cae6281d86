package io.gds.database.testkit.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqlServerModelTest {
  private SqlServerModel model = SqlServerModel.builder().build();

  @AfterEach
  void end() {
    model.close();
  }

  @Test
  void aListOfDatabasesHasTheTypesOfTheVendorsPage() {
    run("CREATE DATABASE [a]]b] COLLATE Latin1_General_100_CS_AS");
    WireAnswer.Rows rows =
        rows(
            """
            SELECT d.name, d.database_id, d.compatibility_level, d.state_desc, d.is_read_only,
              SUSER_SNAME(d.owner_sid) AS owner, HAS_DBACCESS(d.name) AS has_access,
              ag.name AS availability_group, rs.last_log_backup_lsn
            FROM sys.databases d
            LEFT JOIN sys.availability_replicas r ON r.replica_id = d.replica_id
            LEFT JOIN sys.availability_groups ag ON ag.group_id = r.group_id
            LEFT JOIN sys.database_recovery_status rs ON rs.database_id = d.database_id
            WHERE (@P0 = 1 OR (d.database_id > 4 AND d.is_distributor = 0))
            ORDER BY d.name
            """,
            0);
    assertThat(rows.columns())
        .extracting(WireColumn::type)
        .startsWith("sysname", "int", "tinyint", "nvarchar(60)", "bit");
    assertThat(rows.rows()).hasSize(1);
    assertThat(rows.rows().get(0).values())
        .containsExactly("a]b", 5, 160, "ONLINE", false, "sa", 1, null, null);
  }

  @Test
  void aNameIsFoundWhateverItsCase() {
    run("CREATE DATABASE Shop");
    assertThat(
            rows("SELECT d.name FROM sys.databases AS d WHERE d.name = @P0", "SHOP")
                .rows()
                .get(0)
                .values())
        .containsExactly("Shop");
  }

  @Test
  void aColumnThatALaterReleaseBroughtIsUnknown() {
    model.close();
    model = SqlServerModel.builder().release(SqlServerRelease.SQL_SERVER_2016).build();
    assertThatThrownBy(() -> rows("SELECT ag.cluster_type_desc FROM sys.availability_groups ag"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("cluster_type_desc");
  }

  @ParameterizedTest
  @EnumSource(SqlServerRelease.class)
  void eachReleaseAnswersItsOwnColumnsAlone(SqlServerRelease release) {
    model.close();
    model = SqlServerModel.builder().release(release).build();
    Map.of(
            13, "is_query_store_on",
            14, "is_temporal_history_retention_enabled",
            15, "is_accelerated_database_recovery_on",
            16, "is_ledger_on",
            17, "is_optimized_locking_on")
        .forEach(
            (since, column) -> {
              String sql = "SELECT d." + column + " FROM sys.databases d";
              if (since <= release.major()) {
                assertThat(rows(sql).rows()).isNotEmpty();
              } else {
                assertThatThrownBy(() -> rows(sql))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(column);
              }
            });
  }

  @Test
  void aDatabaseHasViewsOfItsOwn() {
    run(
        """
        CREATE DATABASE shop ON PRIMARY (NAME = a, FILENAME = N'/data/a.mdf', SIZE = 16MB),
          FILEGROUP [more] (NAME = b, FILENAME = N'/data/b.ndf')
          LOG ON (NAME = l, FILENAME = N'/data/l.ldf', SIZE = 1GB, FILEGROWTH = 10%)
        """);
    assertThat(rows("SELECT f.name FROM [shop].sys.filegroups f ORDER BY f.data_space_id").rows())
        .extracting(row -> row.values().get(0))
        .containsExactly("PRIMARY", "more");
    assertThat(
            rows("SELECT SUM(CAST(f.size AS bigint)) * 8192 AS bytes FROM sys.master_files f"
                    + " WHERE f.database_id = DB_ID(N'shop')")
                .rows()
                .get(0)
                .values())
        .containsExactly((16L << 20) + (8L << 20) + (1L << 30));
  }

  @Test
  void optionsAndNamesAreChanged() {
    run("CREATE DATABASE shop");
    run("ALTER DATABASE [shop] SET RECOVERY SIMPLE");
    run("ALTER DATABASE [shop] SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
    run("ALTER DATABASE [shop] MODIFY NAME = [store]");
    assertThat(
            rows("SELECT d.recovery_model_desc, d.user_access_desc FROM sys.databases d"
                    + " WHERE d.name = N'store'")
                .rows()
                .get(0)
                .values())
        .containsExactly("SIMPLE", "SINGLE_USER");
    run("DROP DATABASE store");
    assertThat(run("DROP DATABASE store"))
        .isInstanceOfSatisfying(
            WireAnswer.Failure.class, error -> assertThat(error.code()).isEqualTo("3701"));
  }

  @Test
  void aDatabaseComesBackAsItWasAtAnInstant() {
    FakeClock clock = new FakeClock(Instant.parse("2026-03-01T10:00:00Z"));
    model.close();
    model = SqlServerModel.builder().clock(clock).zone(ZoneId.of("Europe/Berlin")).build();
    run("CREATE DATABASE shop");
    model.add("shop", List.of("one"));
    run("BACKUP DATABASE @P0 TO DISK = @P1 WITH CHECKSUM, INIT, STATS = 50", "shop", "/b/full");
    clock.advance(Duration.ofHours(1));
    model.add("shop", List.of("two"));
    clock.advance(Duration.ofHours(1));
    model.add("shop", List.of("three"));
    run("BACKUP LOG @P0 TO DISK = @P1 WITH CHECKSUM, INIT", "shop", "/b/log");
    clock.advance(Duration.ofHours(1));

    run(
        "RESTORE DATABASE @P0 FROM DISK = @P1 WITH FILE = 1, REPLACE, NORECOVERY",
        "shop",
        "/b/full");
    assertThat(state("shop")).isEqualTo("RESTORING");
    run(
        "RESTORE LOG @P0 FROM DISK = @P1 WITH FILE = 1, STOPAT = @P2, RECOVERY",
        "shop",
        "/b/log",
        LocalDateTime.parse("2026-03-01T12:30:00"));

    assertThat(state("shop")).isEqualTo("ONLINE");
    assertThat(model.rows("shop")).containsExactly("one", "two");
  }

  @Test
  void anInstantAfterTheEndOfTheLogLeavesTheDatabaseRestoring() {
    backedUp();
    run(
        "RESTORE DATABASE s2 FROM DISK = N'/b/full' WITH MOVE N'shop' TO N'/d/a', MOVE N'shop_log' TO N'/d/b', NORECOVERY");
    run(
        "RESTORE LOG s2 FROM DISK = N'/b/log' WITH STOPAT = @P0, RECOVERY",
        LocalDateTime.now(ZoneOffset.UTC).plusDays(1));
    assertThat(state("s2")).isEqualTo("RESTORING");
    run("RESTORE DATABASE s2 WITH RECOVERY");
    assertThat(state("s2")).isEqualTo("ONLINE");
  }

  @Test
  void aLogThatDoesNotFollowIsRefused() {
    backedUp();
    model.add("shop", List.of("more"));
    run("BACKUP LOG shop TO DISK = N'/b/log2' WITH INIT");
    run("RESTORE DATABASE shop FROM DISK = N'/b/full' WITH REPLACE, NORECOVERY");
    assertThat(code(run("RESTORE LOG shop FROM DISK = N'/b/log2' WITH NORECOVERY")))
        .isEqualTo("4305");
    assertThat(code(run("RESTORE LOG shop FROM DISK = N'/b/nowhere' WITH NORECOVERY")))
        .isEqualTo("3201");
  }

  @Test
  void aFlippedBitIsFound() {
    backedUp();
    model.damage("/b/full");
    assertThat(code(run("RESTORE VERIFYONLY FROM DISK = N'/b/full' WITH CHECKSUM, STOP_ON_ERROR")))
        .isEqualTo("3183");
  }

  @Test
  void historyAndHeaderTellTheSame() {
    backedUp();
    WireAnswer.Rows history =
        rows("SELECT b.backup_set_uuid, b.first_lsn FROM msdb.dbo.backupset b WHERE b.type = 'L'");
    WireAnswer.Rows header = rows("RESTORE HEADERONLY FROM DISK = N'/b/log'");
    List<String> names = header.columns().stream().map(WireColumn::name).toList();
    List<@Nullable Object> values = header.rows().get(0).values();
    assertThat(history.rows().get(0).values())
        .containsExactly(
            values.get(names.indexOf("BackupSetGUID")), values.get(names.indexOf("FirstLSN")));
  }

  private void backedUp() {
    run("CREATE DATABASE shop");
    run("BACKUP DATABASE shop TO DISK = N'/b/full' WITH CHECKSUM, INIT");
    model.add("shop", List.of("one"));
    run("BACKUP LOG shop TO DISK = N'/b/log' WITH CHECKSUM, INIT");
  }

  private @Nullable Object state(String database) {
    return rows("SELECT d.state_desc FROM sys.databases d WHERE d.name = @P0", database)
        .rows()
        .get(0)
        .values()
        .get(0);
  }

  private static String code(WireAnswer answer) {
    WireAnswer first = answer instanceof WireAnswer.Several all ? all.answers().get(0) : answer;
    assertThat(first).isInstanceOf(WireAnswer.Failure.class);
    return ((WireAnswer.Failure) first).code();
  }

  @Test
  void aFunctionThatGivesATableIsAppliedOrCalled() {
    run("CREATE DATABASE [a\"b]");
    assertThat(
            rows(
                    "SELECT d.name, l.vlf_active FROM sys.databases d"
                        + " OUTER APPLY sys.dm_db_log_info(d.database_id) AS l WHERE d.name = @P0",
                    "a\"b")
                .rows())
        .hasSize(1);
    assertThat(rows("SELECT l.vlf_active FROM sys.dm_db_log_info(5) AS l").rows()).isEmpty();
    assertThat(rows("SELECT f.name FROM [a\"b].sys.filegroups f").rows()).hasSize(1);
  }

  @Test
  void anOptionIsPendingUntilItIsInstalled() {
    assertThat(code(run("EXEC sys.sp_configure @P0, @P1", "max degree of parallelism", 4)))
        .isEqualTo("15123");
    run("EXEC sys.sp_configure @P0, @P1", "show advanced options", 1);
    run("RECONFIGURE");
    run("EXEC sys.sp_configure @P0, @P1", "max degree of parallelism", 4);
    String both =
        "SELECT CAST(c.value AS bigint) AS v, CAST(c.value_in_use AS bigint) AS u"
            + " FROM sys.configurations c WHERE c.name = N'max degree of parallelism'";
    assertThat(rows(both).rows().get(0).values()).containsExactly(4L, 0L);
    run("RECONFIGURE");
    assertThat(rows(both).rows().get(0).values()).containsExactly(4L, 4L);
  }

  @Test
  void whatItDoesNotKnowFailsTheTest() {
    assertThatThrownBy(() -> run("ALTER DATABASE model SET SOMETHING ON"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("SOMETHING");
    assertThatThrownBy(() -> run("TRUNCATE TABLE x")).isInstanceOf(AssertionError.class);
  }

  private WireAnswer.Rows rows(String sql, @Nullable Object... binds) {
    WireAnswer answer = run(sql, binds);
    assertThat(answer).isInstanceOf(WireAnswer.Rows.class);
    return (WireAnswer.Rows) answer;
  }

  private WireAnswer run(String sql, @Nullable Object... binds) {
    List<@Nullable Object> values = Arrays.asList(binds);
    return model.answer(new WireRequest(1, "sa", "master", sql, values, Map.of()));
  }

  @Test
  void anOwnerIsChangedAndAnUnknownOneIsRefused() {
    model.close();
    model = SqlServerModel.builder().login("sa", "a").login("clerk", "b").build();
    run("CREATE DATABASE shop");
    run("ALTER AUTHORIZATION ON DATABASE::[shop] TO [clerk]");
    assertThat(
            rows("SELECT SUSER_SNAME(d.owner_sid) AS o FROM sys.databases d WHERE d.name = 'shop'")
                .rows()
                .get(0)
                .values())
        .containsExactly("clerk");
    assertThat(run("ALTER AUTHORIZATION ON DATABASE::[shop] TO [nobody]"))
        .isInstanceOfSatisfying(
            WireAnswer.Failure.class, e -> assertThat(e.code()).isEqualTo("15151"));
  }

  @Test
  void aMemberOfAGroupIsNotDropped() {
    run("CREATE DATABASE shop");
    model.join("shop", "ag1");
    assertThat(
            rows("SELECT ag.name FROM sys.databases d"
                    + " JOIN sys.availability_replicas r ON r.replica_id = d.replica_id"
                    + " JOIN sys.availability_groups ag ON ag.group_id = r.group_id"
                    + " WHERE d.name <> 'master'")
                .rows()
                .get(0)
                .values())
        .containsExactly("ag1");
    assertThat(run("DROP DATABASE shop"))
        .isInstanceOfSatisfying(
            WireAnswer.Failure.class, e -> assertThat(e.code()).isEqualTo("3752"));
  }

  @Test
  void theContentsTellEveryChangeAndNoLook() {
    run("CREATE DATABASE shop");
    String before = model.contents();
    rows("SELECT d.name FROM sys.databases d");
    assertThat(model.contents()).isEqualTo(before);
    model.add("shop", List.of("one"));
    String filled = model.contents();
    assertThat(filled).isNotEqualTo(before);
    run("ALTER DATABASE shop MODIFY NAME = store");
    assertThat(model.contents()).isNotEqualTo(filled);
    assertThat(rows("SELECT g.name FROM store.sys.filegroups g").rows()).hasSize(1);
  }

  @Test
  void onlyALoginThatThereIsIsGivenAPermission() {
    assertThatThrownBy(() -> model.grant("nobody", "VIEW SERVER STATE"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
