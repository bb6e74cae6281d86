package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeSnapshotTest {
  private static final Location SNAPSHOTS = Location.engine("snapshots");

  private final SnowflakeVault vault = new SnowflakeVault();

  @AfterEach
  void close() {
    vault.close();
  }

  private BackupInfo snapshot(String name) {
    return vault.backups(name).backup(BackupOptions.builder().into(SNAPSHOTS).build());
  }

  private static RestoreOptions.Builder from(BackupInfo backup) {
    return RestoreOptions.builder().from(RestoreSource.archive(backup.location()));
  }

  @Test
  void aSnapshotIsACloneThatSaysWhatItIsAndIsFoundAgain() {
    vault.shop("SHOP");
    BackupInfo made = snapshot("SHOP");
    assertThat(made.location().parts().get(0)).startsWith("SHOP$GDS$SNAPSHOT$20260301T110000Z$");
    assertThat(made.checked()).hasSize(2);
    assertThat(vault.catalog().inspectBackup(made.location()).withChecked(made.checked()))
        .isEqualTo(made);
    assertThat(vault.catalog().backupHistory(BackupQuery.all().in(SNAPSHOTS)))
        .extracting(BackupInfo::id)
        .containsExactly(made.id());
    assertThat(vault.orders(made.location().parts().get(0))).containsExactly("1");
  }

  @Test
  void aDatabaseIsPutBackAndWhatItHeldIsKeptWithItsHistory() {
    vault.shop("SHOP");
    BackupInfo made = snapshot("SHOP");
    vault.order("SHOP", 2);
    long old = vault.model.data().id("SHOP");
    RestoreInfo info = vault.restores("SHOP").restore(from(made).overwrite(true).build());
    assertThat(vault.orders("SHOP")).containsExactly("1");
    assertThat(info.used()).extracting(BackupInfo::id).containsExactly(made.id());
    String kept =
        vault.model.data().databases().stream()
            .filter(name -> name.contains("$GDS$KEPT$"))
            .findFirst()
            .orElseThrow();
    assertThat(vault.model.data().id(kept)).isEqualTo(old);
    assertThat(vault.orders(kept)).containsExactly("1", "2");
    assertThat(info.next().get(0)).contains(kept);
    assertThat(vault.model.data().databases()).hasSize(3);
  }

  @Test
  void rightsOnTheDatabaseAreThoseItHadBeforeTheSwap() {
    vault.shop("SHOP");
    vault.model.access().role("READER").role("OWNER");
    vault.sql("GRANT USAGE ON DATABASE SHOP TO ROLE READER");
    vault.sql("GRANT SELECT ON FUTURE TABLES IN DATABASE SHOP TO ROLE READER");
    vault.sql("CREATE DATABASE ROLE SHOP.DR");
    vault.sql("GRANT DATABASE ROLE SHOP.DR TO ROLE READER");
    vault.sql(
        "COMMENT ON DATABASE SHOP IS 'ours'"
            .replace("COMMENT ON DATABASE SHOP IS", "ALTER DATABASE SHOP SET COMMENT ="));
    BackupInfo made = snapshot("SHOP");
    vault.restores("SHOP").restore(from(made).overwrite(true).build());
    SnowflakeGrants now =
        SnowflakeGrants.read(vault.context.sql(), "SHOP", java.util.List.of("PUBLIC"));
    assertThat(now.onDatabase())
        .extracting(SnowflakeGrant::toString)
        .contains("USAGE on database SHOP to role READER");
    assertThat(now.futureInDatabase()).hasSize(1);
    assertThat(now.ofRoles()).containsKey("DR");
    assertThat(new SnowflakeShelf(vault.context).require("SHOP").comment()).isEqualTo("ours");
  }

  @Test
  void aDatabaseOfAnotherOwnerIsNotReplacedAndTheOwnerIsNamed() {
    vault.shop("SHOP");
    BackupInfo made = snapshot("SHOP");
    vault.model.access().role("OTHER").owner("DATABASE", "SHOP", "OTHER");
    Operation<RestoreInfo> planned =
        vault.restores("SHOP").prepareRestore(from(made).overwrite(true).build());
    assertThat(planned.refused()).isTrue();
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
              assertThat(e.remedy()).get().asString().contains("OTHER");
            });
  }

  @Test
  void anInstantOfThePastIsRestoredAndOneOutOfReachIsRefusedWithTheWindow() {
    vault.shop("SHOP");
    Instant then = vault.clock.instant();
    vault.later(Duration.ofMinutes(1));
    vault.order("SHOP", 2);
    vault.later(Duration.ofMinutes(1));
    RestoreOptions options =
        RestoreOptions.builder()
            .from(RestoreSource.history("SHOP"))
            .pointInTime(then)
            .overwrite(true)
            .build();
    assertThat(vault.restores("SHOP").restore(options).reached()).contains(then);
    assertThat(vault.orders("SHOP")).containsExactly("1");
    // The history of what is called SHOP now began with the swap.
    assertThatThrownBy(() -> vault.restores("SHOP").restore(options))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aDroppedDatabaseComesBackAndWhatHasItsNameStepsAside() {
    vault.shop("SHOP");
    long old = vault.model.data().id("SHOP");
    vault.sql("DROP DATABASE SHOP");
    vault.shop("SHOP");
    vault.order("SHOP", 7);
    RestoreOptions.Builder dropped = RestoreOptions.builder().from(RestoreSource.dropped("SHOP"));
    assertThatThrownBy(() -> vault.restores("SHOP").restore(dropped.build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    RestoreInfo info = vault.restores("SHOP").restore(dropped.overwrite(true).build());
    assertThat(vault.model.data().id("SHOP")).isEqualTo(old);
    assertThat(info.next().get(0)).contains("$GDS$KEPT$");
  }

  @Test
  void aDroppedDatabaseComesBackUnderAnotherNameIfThatIsFree() {
    vault.shop("SHOP");
    vault.sql("DROP DATABASE SHOP");
    RestoreOptions dropped = RestoreOptions.builder().from(RestoreSource.dropped("SHOP")).build();
    assertThat(vault.restores("OTHER").restore(dropped).target()).isEqualTo("OTHER");
    assertThat(vault.orders("OTHER")).containsExactly("1");
    assertThatThrownBy(() -> vault.restores("THIRD").restore(dropped))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void theStateBeforeAStatementOrSoLongAgoIsRestored() {
    vault.shop("SHOP");
    vault.later(Duration.ofSeconds(100));
    vault.order("SHOP", 2);
    RestoreOptions.Builder history =
        RestoreOptions.builder().from(RestoreSource.history("SHOP")).overwrite(true);
    assertThatThrownBy(
            () ->
                vault
                    .restores("SHOP")
                    .restore(
                        history
                            .option(
                                SnowflakeClone.BEFORE_STATEMENT,
                                "01c43cd8-0005-67fe-000d-77de000c2c06")
                            .build()))
        .isInstanceOf(DatabaseException.class);
    RestoreInfo info =
        vault
            .restores("SHOP")
            .restore(
                RestoreOptions.builder()
                    .from(RestoreSource.history("SHOP"))
                    .overwrite(true)
                    .option(SnowflakeClone.OFFSET, Duration.ofSeconds(50))
                    .build());
    assertThat(vault.orders("SHOP")).containsExactly("1");
    assertThat(info.reached()).contains(vault.clock.instant().minusSeconds(50));
  }

  @Test
  void aCloneIsOfThePresentOrOfAnInstant() {
    vault.shop("SHOP");
    Instant then = vault.clock.instant();
    vault.later(Duration.ofMinutes(1));
    vault.order("SHOP", 2);
    vault.clones("SHOP").clone(CloneOptions.to("A"));
    CloneInfo past =
        vault.clones("SHOP").clone(CloneOptions.builder().to("B").pointInTime(then).build());
    assertThat(vault.orders("A")).containsExactly("1", "2");
    assertThat(vault.orders("B")).containsExactly("1");
    assertThat(past.consistentAt()).contains(then);
    assertThat(past.notCarried()).anyMatch(text -> text.startsWith("tasks"));
  }

  private CloneInfo object(SnowflakeObjectCloneOptions.Builder options) {
    return new SnowflakeObjectClones(vault.context, "SHOP", options.build()).prepare().run();
  }

  @Test
  void aSchemaOrATableIsClonedAlone() {
    vault.shop("SHOP").shop("OTHER");
    Instant then = vault.clock.instant();
    vault.later(Duration.ofMinutes(1));
    vault.order("SHOP", 2);
    CloneInfo schema =
        object(SnowflakeObjectCloneOptions.builder().schema("PUBLIC").to("P2").pointInTime(then));
    assertThat(schema.target()).isEqualTo("\"SHOP\".\"P2\"");
    assertThat(vault.model.data().rows("SHOP", "P2", "ORDERS")).hasSize(1);
    SnowflakeObjectCloneOptions.Builder table =
        SnowflakeObjectCloneOptions.builder()
            .table("PUBLIC", "ORDERS")
            .to("PUBLIC", "COPY")
            .inDatabase("OTHER");
    assertThat(object(table).source()).isEqualTo("\"SHOP\".\"PUBLIC\".\"ORDERS\"");
    assertThat(vault.model.data().rows("OTHER", "PUBLIC", "COPY")).hasSize(2);
    assertRefused(ErrorCode.ALREADY_EXISTS, table);
    assertRefused(
        ErrorCode.NOT_FOUND,
        SnowflakeObjectCloneOptions.builder().table("PUBLIC", "NONE").to("PUBLIC", "X"));
    assertRefused(
        ErrorCode.NOT_FOUND,
        SnowflakeObjectCloneOptions.builder()
            .schema("PUBLIC")
            .to("P3")
            .pointInTime(then.minus(Duration.ofDays(1))));
    assertThatThrownBy(() -> SnowflakeObjectCloneOptions.builder().schema("A").to("B", "C").build())
        .hasMessageContaining("names a table");
    assertThatThrownBy(() -> SnowflakeObjectCloneOptions.builder().build())
        .hasMessageContaining("schema")
        .hasMessageContaining("to");
  }

  private void assertRefused(ErrorCode code, SnowflakeObjectCloneOptions.Builder options) {
    assertThatThrownBy(() -> object(options))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aTableThatDoesNotReachBackIsNamedAndMayBeSkipped() {
    vault.shop("SHOP");
    vault.sql("CREATE TRANSIENT TABLE SHOP.PUBLIC.LOG (A DATE)");
    vault.later(Duration.ofHours(1));
    Instant then = vault.clock.instant();
    vault.later(Duration.ofDays(3));
    CloneOptions.Builder clone = CloneOptions.builder().to("B").pointInTime(then);
    Operation<CloneInfo> refused = vault.clones("SHOP").prepareClone(clone.build());
    assertThat(refused.refused()).isTrue();
    assertThatThrownBy(refused::run).hasMessageContaining("PUBLIC.LOG (transient) back to");
    CloneInfo info =
        vault.clones("SHOP").clone(clone.option(SnowflakeClone.SKIP_UNREACHABLE, true).build());
    assertThat(info.target()).isEqualTo("B");
    assertThat(vault.orders("B")).containsExactly("1");
  }
}
