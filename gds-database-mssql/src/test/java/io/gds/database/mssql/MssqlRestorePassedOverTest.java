package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.archive;
import static io.gds.database.mssql.MssqlBackedScene.changes;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static io.gds.database.mssql.MssqlBackedScene.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lies among backups and is none: never passed over without a word, nor for its elder. */
class MssqlRestorePassedOverTest {
  private static final String ALL = "/b/it's all.bak";
  private static final String WARNING = "what lies in the files are backups that can be read";

  private final MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private Operation<RestoreInfo> copy(RestoreOptions.Builder options) {
    return it.database("copy").prepareRestore(options.build());
  }

  private List<String> restored(RestoreOptions.Builder options) {
    it.database("copy").restore(options.build());
    return it.scene.model.rows("copy");
  }

  private static Check refusal(Operation<RestoreInfo> planned) {
    List<Check> refused = planned.checks().stream().filter(Check::refused).toList();
    assertThat(refused).as("%s", planned.checks()).hasSize(1);
    return refused.get(0);
  }

  private void cutShort() {
    it.scene.model.storage().cutShort(ALL);
  }

  @Test
  void theNewestIsNotTheOneBeforeTheOneThatDidNotComeToItsEnd() {
    it.row("one");
    it.full(ALL);
    it.row("two");
    it.full(ALL);
    cutShort();
    Operation<RestoreInfo> planned = copy(archive(ALL));
    Check refused = refusal(planned);
    assertThat(refused.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
    assertThat(refused.subject()).isEqualTo(ALL);
    assertThat(refused.measured())
        .isEqualTo(
            "in /b/it's all.bak there is no backup at position 2: it did not come to its end, or a"
                + " newer version wrote it");
    assertThat(refused.remedy())
        .contains("the full backup finished 2026-05-01T11:32")
        .contains("mssql.position=1")
        .contains("the point in time 2026-05-01T06:02:00Z");
    String before = it.scene.model.contents();
    assertThatThrownBy(planned::run).isInstanceOf(ArchiveException.class);
    assertThat(it.scene.model.contents()).isEqualTo(before);
    assertThat(restored(archive(ALL).option(MssqlRestore.POSITION, 1))).containsExactly("one");
  }

  @Test
  void theRemedysPointInTimeIsOne() {
    it.row("one");
    it.full(ALL);
    Instant end = it.clock.instant();
    it.row("two");
    it.full(ALL);
    cutShort();
    Operation<RestoreInfo> planned = copy(archive(ALL).pointInTime(end));
    assertThat(warnings(planned)).contains(WARNING);
    planned.run();
    assertThat(it.scene.model.rows("copy")).containsExactly("one");
  }

  @Test
  void anInstantInWhatDidNotComeToItsEndIsRefusedAndOneBeforeItIsReached() {
    it.full(ALL);
    Instant before = it.row("one");
    it.row("two");
    it.log(ALL);
    Instant inside = it.row("three");
    it.row("four");
    it.log(ALL);
    cutShort();
    Operation<RestoreInfo> late = copy(archive(ALL).pointInTime(inside));
    assertThat(refusals(late)).containsExactly(ErrorCode.PRECONDITION_FAILED);
    assertThat(late.checks())
        .filteredOn(check -> check.rule().equals(WARNING))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.measured()).contains("no backup at position 3");
              assertThat(check.remedy()).contains("may be what is missing");
            });
    assertThat(refusals(copy(archive(ALL)))).containsExactly(ErrorCode.ARCHIVE_TRUNCATED);
    Operation<RestoreInfo> early = copy(archive(ALL).pointInTime(before));
    assertThat(warnings(early)).contains(WARNING);
    early.run();
    assertThat(it.scene.model.rows("copy")).containsExactly("one");
  }

  @Test
  void aLogThatIsNamedTakesWhatGoesBeforeItFromTheSameArchive() {
    it.full(ALL);
    it.row("one");
    it.log(ALL);
    it.row("two");
    it.log(ALL);
    it.row("three");
    it.log(ALL);
    cutShort();
    it.scene.model.storage().forgetHistory();
    Operation<RestoreInfo> planned = copy(archive(ALL));
    assertThat(refusal(planned).remedy()).contains("mssql.position=3");
    assertThat(restored(archive(ALL).option(MssqlRestore.POSITION, 3)))
        .containsExactly("one", "two");
  }

  @Test
  void aPositionThatIsNamedAndHoldsNoBackupIsSaidToHoldNone() {
    it.full(ALL);
    it.full(ALL);
    cutShort();
    Operation<RestoreInfo> planned = copy(archive(ALL).option(MssqlRestore.POSITION, 2));
    assertThat(refusal(planned))
        .satisfies(
            check -> {
              assertThat(check.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
              assertThat(check.measured()).contains("no backup at position 2: it did not come");
            });
    it.scene.model.storage().hide(ALL, 1);
    assertThat(refusal(copy(archive(ALL))).code())
        .as("nothing but remains")
        .isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
    assertThat(refusal(copy(archive(ALL).option(MssqlRestore.POSITION, 3))).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void whatTheNewestBackupCameBehindDoesNotStandInTheWay() {
    it.row("one");
    it.full(ALL);
    it.full(ALL);
    cutShort();
    it.row("two");
    it.full(ALL);
    Operation<RestoreInfo> planned = copy(archive(ALL));
    assertThat(refusals(planned)).isEmpty();
    assertThat(warnings(planned)).contains(WARNING);
    planned.run();
    assertThat(it.scene.model.rows("copy")).containsExactly("one", "two");
  }

  @Test
  void whatAPasswordProtectsIsNamedByThePlaceItHasAmongTheOthers() {
    it.full(ALL);
    it.full(ALL);
    it.full(ALL);
    it.scene.model.storage().protect(ALL, 2);
    Operation<RestoreInfo> planned = copy(archive(ALL));
    assertThat(refusals(planned)).isEmpty();
    assertThat(planned.checks())
        .filteredOn(check -> check.rule().equals(WARNING))
        .extracting(Check::measured)
        .containsExactly(
            "in /b/it's all.bak there is no backup at position 2: its header is protected by a"
                + " password");
    it.scene.model.storage().protect(ALL, 3);
    assertThat(refusal(copy(archive(ALL))).measured())
        .contains("position 2: its header is protected")
        .contains("position 3: its header is protected");
  }

  @Test
  void aPositionWithoutAHeaderIsNamedToo() {
    it.full(ALL);
    it.full(ALL);
    it.scene.create("other");
    it.sql("BACKUP DATABASE [other] TO DISK = N'/b/it''s all.bak'");
    it.scene.model.storage().hide(ALL, 2);
    RestoreOptions.Builder shop = archive(ALL).option(MssqlRestore.DATABASE, "shop");
    assertThat(refusal(copy(shop)).measured())
        .as("what lies behind it is of another database, and may be as old")
        .isEqualTo(
            "in /b/it's all.bak there is no backup at position 2: the media show no header there");
  }

  @Test
  void ofStripesTheMissingOneIsNamed() {
    it.row("one");
    it.full("/b/1.bak");
    it.row("two");
    it.sql("BACKUP DATABASE [shop] TO DISK = N'/b/a', DISK = N'/b/b' WITH CHECKSUM");
    Operation<RestoreInfo> planned = copy(archive("/b/1.bak", "/b/a"));
    assertThat(refusal(planned))
        .satisfies(
            check -> {
              assertThat(check.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
              assertThat(check.measured()).contains("of its 2 stripes").contains("[2]");
            });
    assertThat(restored(archive("/b/1.bak", "/b/b", "/b/a"))).containsExactly("one", "two");
  }

  @Test
  void filesBesideTheHistoryAreLookedThroughAlike() {
    it.row("one");
    it.full("/b/1.bak");
    it.full(ALL);
    cutShort();
    RestoreOptions.Builder beside =
        RestoreOptions.builder()
            .from(RestoreSource.history("shop"))
            .option(MssqlRestore.FILES, ALL);
    assertThat(refusals(copy(beside))).containsExactly(ErrorCode.ARCHIVE_TRUNCATED);
    assertThat(refusal(copy(beside)).remedy()).doesNotContain("mssql.position");
    Operation<RestoreInfo> tail =
        it.shop.prepareRestore(
            beside.overwrite(true).option(MssqlRestore.TAIL_LOG, "/b/tail.trn").build());
    assertThat(refusals(tail)).as("behind the tail there is nothing").isEmpty();
    assertThat(warnings(tail)).contains(WARNING);
    assertThat(changes(tail)).anyMatch(text -> text.startsWith("RESTORE LOG [shop]"));
  }
}
