package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.changes;
import static io.gds.database.mssql.MssqlBackedScene.history;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Going on with what was left half-way, and stopping at marks. */
class MssqlRestoreOnwardTest {
  private final MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private MssqlDatabase copy() {
    return it.database("copy");
  }

  private List<String> rows() {
    return it.scene.model.rows("copy");
  }

  private void mark(String name) {
    it.clock.advance(Duration.ofMinutes(1));
    it.scene.model.storage().mark("shop", name);
  }

  private RestoreOptions.Builder onward() {
    return history().option(MssqlRestore.CONTINUE, true);
  }

  @Test
  void aStandbyThatWasLeftInTheMiddleOfALogGoesOnWithTheSameLog() {
    it.full("/b/1.bak");
    Instant middle = it.row("one");
    it.row("two");
    it.log("/b/1.trn");
    it.row("three");
    it.log("/b/2.trn");
    copy()
        .restore(history().pointInTime(middle).option(MssqlRestore.STANDBY, "/d/undo.dat").build());
    assertThat(rows()).containsExactly("one");
    Operation<RestoreInfo> back =
        copy().prepareRestore(onward().pointInTime(middle.minusSeconds(45)).build());
    assertThat(refusals(back)).containsExactly(ErrorCode.PRECONDITION_FAILED);
    Operation<RestoreInfo> rest = copy().prepareRestore(onward().build());
    assertThat(rest.refused()).as("%s", rest.checks()).isFalse();
    assertThat(changes(rest))
        .hasSize(3)
        .anyMatch(sql -> sql.startsWith("RESTORE LOG [copy] FROM DISK = N'/b/1.trn'"));
    rest.run();
    assertThat(rows()).containsExactly("one", "two", "three");
  }

  @Test
  void whatWasLeftOnOneBranchOfTheHistoryTakesNoLogsOfAnother() {
    it.full("/b/1.bak");
    Instant before = it.row("one");
    it.row("two");
    it.log("/b/1.trn");
    copy().restore(history().option(MssqlRestore.NO_RECOVERY, true).build());
    assertThat(it.scene.model.rows("copy")).containsExactly("one", "two");
    it.shop.restore(
        history().pointInTime(before).overwrite(true).option(MssqlRestore.IN_PLACE, true).build());
    it.row("another two");
    it.row("another three");
    it.row("another four");
    it.log("/b/2.trn");
    Operation<RestoreInfo> rest = copy().prepareRestore(onward().build());
    assertThat(refusals(rest)).containsExactly(ErrorCode.PRECONDITION_FAILED);
    assertThat(rest.checks())
        .filteredOn(check -> check.refused())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.measured()).contains("was restored on branch");
              assertThat(check.remedy()).contains("mssql.branch");
            });
  }

  @Test
  void aMarkIsReachedWhereTheServerRecordedItLast() {
    it.full("/b/1.bak");
    mark("payday");
    it.row("one");
    it.log("/b/1.trn");
    mark("payday");
    it.row("two");
    mark("it's [the] end");
    it.row("three");
    it.log("/b/2.trn");
    Operation<RestoreInfo> planned =
        copy().prepareRestore(history().option(MssqlRestore.MARK, "payday").build());
    List<String> changes = changes(planned);
    assertThat(changes.get(1)).contains("/b/1.trn").doesNotContain("MARK");
    assertThat(changes.get(2)).contains("STOPATMARK = N'payday' AFTER '2026-05-01T11:35:00.000'");
    planned.run();
    assertThat(rows()).containsExactly("one");
    it.database("second")
        .restore(
            history()
                .option(MssqlRestore.MARK, "it's [the] end")
                .option(MssqlRestore.BEFORE, true)
                .build());
    assertThat(it.scene.model.rows("second")).containsExactly("one", "two");
  }

  @Test
  void ofNamesakesInOneLogTheOneThatWasMeantIsReached() {
    it.full("/b/1.bak");
    mark("payday");
    it.row("one");
    mark("payday");
    it.row("two");
    it.log("/b/1.trn");
    copy().restore(history().option(MssqlRestore.MARK, "payday").build());
    assertThat(rows()).containsExactly("one");
  }

  @Test
  void aMarkThatIsNotRecordedIsLookedForInOneLogAfterTheOther() {
    it.full("/b/1.bak");
    Instant after = it.row("one");
    it.log("/b/1.trn");
    mark("payday");
    it.row("two");
    it.log("/b/2.trn");
    it.row("three");
    it.log("/b/3.trn");
    RestoreOptions.Builder options =
        history().option(MssqlRestore.MARK, "payday").option(MssqlRestore.MARK_AFTER, after);
    RestoreInfo info = copy().restore(options.build());
    assertThat(info.used()).hasSize(3);
    assertThat(rows()).containsExactly("one");
    Operation<RestoreInfo> never =
        it.database("never").prepareRestore(options.option(MssqlRestore.MARK, "doomsday").build());
    assertThat(it.attempt(never).error().orElseThrow())
        .hasMessageContaining("the target was not reached");
  }

  @Test
  void aPlaceInTheLogIsReached() {
    it.full("/b/1.bak");
    MssqlLsn place = new MssqlLsn(it.scene.model.storage().mark("shop", "here"));
    it.row("one");
    it.log("/b/1.trn");
    copy().restore(history().option(MssqlRestore.LSN, place).build());
    assertThat(rows()).isEmpty();
  }

  @Test
  void aMarkThatTheServerWouldTakeForAPlaceIsRefused() {
    RestoreOptions options = history().option(MssqlRestore.MARK, "LSN:5").build();
    assertThatThrownBy(() -> copy().prepareRestore(options))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mssql.lsn");
  }
}
