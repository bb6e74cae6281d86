package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.archive;
import static io.gds.database.mssql.MssqlBackedScene.changes;
import static io.gds.database.mssql.MssqlBackedScene.history;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static io.gds.database.mssql.MssqlBackedScene.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What stands and lies where a database is restored to is what was looked at, and nobody else's.
 */
class MssqlRestoreStandingTest {
  private MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private DatabaseException failure(Operation<RestoreInfo> planned) {
    return it.attempt(planned).error().orElseThrow();
  }

  /** What somebody else does just before the first RESTORE. */
  private void beforeIt(Runnable what) {
    AtomicBoolean done = new AtomicBoolean();
    it.scene
        .peer
        .script()
        .beginningWith("RESTORE DATABASE")
        .by(
            request -> {
              if (!done.getAndSet(true)) {
                what.run();
              }
              return WireAnswer.passed();
            });
  }

  private void others(String... statements) {
    for (String sql : statements) {
      it.scene.model.answer(new WireRequest(99, "sa", "master", sql, List.of(), Map.of()));
    }
  }

  @Test
  void aDatabaseThatWasMadeAnewSinceThePlanIsNotRestoredOver() {
    it.full("/b/1.bak");
    RestoreOptions.Builder options = archive("/b/1.bak").overwrite(true);
    Operation<RestoreInfo> over =
        it.shop.prepareRestore(options.option(MssqlRestore.IN_PLACE, true).build());
    assertThat(over.refused()).as("%s", over.checks()).isFalse();
    it.clock.advance(Duration.ofMinutes(1));
    it.sql("DROP DATABASE [shop]", "CREATE DATABASE [shop]");
    it.scene.model.add("shop", List.of("somebody else's"));
    DatabaseException error = failure(over);
    assertThat(error.code()).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(error).hasMessageContaining("another database has the name");
    assertThat(it.scene.model.rows("shop")).containsExactly("somebody else's");
  }

  @Test
  void aLogThatIsKeptSinceThePlanMakesItStale() {
    it.shop.setRecoveryModel(MssqlRecoveryModel.SIMPLE);
    it.full("/b/1.bak");
    Operation<RestoreInfo> over =
        it.shop.prepareRestore(
            archive("/b/1.bak").overwrite(true).option(MssqlRestore.IN_PLACE, true).build());
    assertThat(changes(over).get(0)).doesNotContain("REPLACE");
    it.shop.setRecoveryModel(MssqlRecoveryModel.FULL);
    assertThat(failure(over).code()).isEqualTo(ErrorCode.PLAN_STALE);
  }

  @Test
  void aLogThatWasBackedUpBeforeItsTailMakesThePlanStale() {
    it.full("/b/1.bak");
    it.row("one");
    Operation<RestoreInfo> over =
        it.shop.prepareRestore(
            history().overwrite(true).option(MssqlRestore.TAIL_LOG, "/b/tail.trn").build());
    it.log("/b/1.trn");
    DatabaseException error = failure(over);
    assertThat(error.code()).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(error).hasMessageContaining("its log was backed up");
    assertThat(it.shop.refresh().nativeState()).isEqualTo("ONLINE");
  }

  @Test
  void whatCameToTheNameWhileItsSuccessorWasRestoredStays() {
    it.row("one");
    it.full("/b/1.bak");
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(archive("/b/1.bak").overwrite(true).force(true).build());
    beforeIt(
        () -> {
          it.clock.advance(Duration.ofMinutes(1));
          others("DROP DATABASE IF EXISTS [shop]", "CREATE DATABASE [shop]");
        });
    DatabaseException error = failure(planned);
    assertThat(error.code()).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(error).hasMessageContaining("is not what was to be replaced");
    assertThat(it.scene.engine.databases()).extracting(MssqlDatabase::name).containsExactly("shop");
    assertThat(it.scene.model.rows("shop")).isEmpty();
  }

  @Test
  void besideADatabaseNothingGoesOverItsOwnFiles() {
    it.full("/b/1.bak");
    RestoreOptions.Builder onto =
        archive("/b/1.bak")
            .overwrite(true)
            .map(RestoreMapping.Kind.FILE, "shop", "/var/opt/mssql/data/shop.mdf");
    assertThat(refusals(it.shop.prepareRestore(onto.build())))
        .containsExactly(ErrorCode.ALREADY_EXISTS);
    Operation<RestoreInfo> inPlace =
        it.shop.prepareRestore(onto.option(MssqlRestore.IN_PLACE, true).build());
    assertThat(inPlace.refused()).as("%s", inPlace.checks()).isFalse();
  }

  @Test
  void filesOfNobodyAreNotWrittenOver() {
    String theirs = "/d/of 'another' server.mdf";
    it.full("/b/1.bak");
    it.scene.model.storage().lay(theirs);
    RestoreOptions.Builder onto =
        archive("/b/1.bak")
            .overwrite(true)
            .option(MssqlRestore.IN_PLACE, true)
            .map(RestoreMapping.Kind.FILE, "shop", theirs);
    Operation<RestoreInfo> planned = it.shop.prepareRestore(onto.build());
    assertThat(refusals(planned)).containsExactly(ErrorCode.ALREADY_EXISTS);
    assertThat(planned.checks())
        .filteredOn(Check::refused)
        .singleElement()
        .satisfies(check -> assertThat(check.measured()).isEqualTo(theirs));
    Operation<RestoreInfo> elsewhere =
        it.shop.prepareRestore(onto.map(RestoreMapping.Kind.FILE, "shop_log", "/d/1.ldf").build());
    assertThat(elsewhere.refused()).isTrue();
    assertThat(it.scene.model.storage().nobodys()).containsExactly(theirs);
  }

  @Test
  void aDetachedDatabasesFilesKeepTheirPlaceAndTheRestoredOnesGoElsewhere() {
    it.row("one");
    it.full("/b/1.bak");
    it.sql("DROP DATABASE [shop]");
    it.scene.model.storage().lay("/var/opt/mssql/data/shop.mdf");
    Operation<RestoreInfo> planned = it.shop.prepareRestore(history().build());
    assertThat(changes(planned).get(0))
        .containsPattern("MOVE N'shop' TO N'/var/opt/mssql/data/shop_[0-9a-f]{8}_1.mdf'")
        .contains("MOVE N'shop_log' TO N'/var/opt/mssql/data/shop_log.ldf'");
    planned.run();
    assertThat(it.scene.model.storage().nobodys()).containsExactly("/var/opt/mssql/data/shop.mdf");
  }

  @Test
  void aVolumeThatIsTooSmallIsToldBeforeIt() {
    it.full("/b/1.bak");
    it.scene.model.storage().volume("/var/opt/", 10 << 20);
    Operation<RestoreInfo> planned = it.database("copy").prepareRestore(history().build());
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .filteredOn(check -> check.rule().equals("the volumes have room for the files"))
        .extracting(Check::measured)
        .containsExactly("/var/opt/: 16777216 bytes wanted, 10485760 free");
    Operation<RestoreInfo> inPlace =
        it.shop.prepareRestore(
            history().overwrite(true).option(MssqlRestore.IN_PLACE, true).build());
    assertThat(warnings(inPlace)).doesNotContain("the volumes have room for the files");
    RestoreOptions elsewhere =
        history()
            .map(RestoreMapping.Kind.FILE, "shop", "/d/1.mdf")
            .map(RestoreMapping.Kind.FILE, "shop_log", "/d/1.ldf")
            .build();
    assertThat(it.database("copy").prepareRestore(elsewhere).checks())
        .filteredOn(check -> check.verdict() == Verdict.NOT_MEASURED)
        .extracting(Check::measured)
        .containsExactly("the server does not tell of the volume of /d/1.mdf");
  }

  @Test
  void aServerThatTellsOfNoFilesIsSaidNotToTell() {
    it.close();
    it = new MssqlBackedScene(builder -> builder.release(SqlServerRelease.SQL_SERVER_2016));
    it.full("/b/1.bak");
    Operation<RestoreInfo> planned =
        it.shop.prepareRestore(
            archive("/b/1.bak")
                .overwrite(true)
                .option(MssqlRestore.IN_PLACE, true)
                .map(RestoreMapping.Kind.FILE, "shop", "/d/1.mdf")
                .build());
    assertThat(planned.refused()).as("%s", planned.checks()).isFalse();
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.NOT_MEASURED)
        .extracting(Check::rule)
        .containsExactly("nothing lies where the files go");
  }

  @Test
  void aFileThatWasReplacedAfterItsProofIsFoundOutByTheHistory() {
    it.row("one");
    it.full("/b/1.bak");
    it.row("two");
    Operation<RestoreInfo> planned = it.database("copy").prepareRestore(history().build());
    beforeIt(() -> others("BACKUP DATABASE [shop] TO DISK = N'/b/1.bak' WITH INIT, CHECKSUM"));
    DatabaseException error = failure(planned);
    assertThat(error.code()).isEqualTo(ErrorCode.PLAN_STALE);
    assertThat(error).hasMessageContaining("another backup was restored");
    assertThat(it.database("copy").exists()).isFalse();
  }

  @Test
  void whatReplacesADatabaseThatCapturesChangesKeepsWhatWasCaptured() {
    it.scene.model.storage().capture("shop");
    it.full("/b/1.bak");
    RestoreOptions over = archive("/b/1.bak").overwrite(true).force(true).build();
    Operation<RestoreInfo> planned = it.shop.prepareRestore(over);
    assertThat(changes(planned).get(1))
        .matches("RESTORE DATABASE .gds_new_.{8}. WITH RECOVERY, KEEP_CDC");
    assertThat(planned.run().next()).anyMatch(text -> text.contains("sys.sp_cdc_add_job"));
    assertThat(changes(it.shop.prepareRestore(over)).get(1))
        .as("it captures still, under the name it has now")
        .endsWith("KEEP_CDC");
    RestoreOptions inPlace =
        archive("/b/1.bak").overwrite(true).option(MssqlRestore.IN_PLACE, true).build();
    assertThat(changes(it.shop.prepareRestore(inPlace)).get(1))
        .as("by its own name it is kept")
        .isEqualTo("RESTORE DATABASE [shop] WITH RECOVERY");
  }

  @Test
  void underAnotherNameChangesAreCapturedOnOnlyIfThatIsWanted() {
    it.scene.model.storage().capture("shop");
    it.full("/b/1.bak");
    RestoreOptions over = archive("/b/1.bak").overwrite(true).force(true).build();
    it.database("lost").restore(archive("/b/1.bak").build());
    assertThat(changes(it.database("lost").prepareRestore(over)).get(1)).endsWith("WITH RECOVERY");
    it.database("kept").restore(archive("/b/1.bak").option(MssqlRestore.KEEP_CDC, true).build());
    assertThat(changes(it.database("kept").prepareRestore(over)).get(1)).endsWith("KEEP_CDC");
    RestoreOptions waiting =
        archive("/b/1.bak")
            .option(MssqlRestore.KEEP_CDC, true)
            .option(MssqlRestore.NO_RECOVERY, true)
            .build();
    assertThatThrownBy(() -> it.database("x").prepareRestore(waiting))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mssql.keep-cdc");
  }

  @Test
  void thatADatabaseOutOfUseIsRestoredOverIsSaidWhereNobodyAskedForIt() {
    it.full("/b/1.bak");
    it.scene.model.storage().suspect("shop");
    String rule = "what stands there is kept until the new one is whole";
    RestoreOptions.Builder over = archive("/b/1.bak").overwrite(true);
    Operation<RestoreInfo> planned = it.shop.prepareRestore(over.build());
    assertThat(planned.checks())
        .filteredOn(check -> check.rule().equals(rule))
        .extracting(Check::measured)
        .singleElement()
        .asString()
        .startsWith("SUSPECT: no other can take its name");
    assertThat(changes(planned).get(0)).startsWith("RESTORE DATABASE [shop]");
    assertThat(warnings(it.shop.prepareRestore(over.option(MssqlRestore.IN_PLACE, true).build())))
        .doesNotContain(rule);
  }
}
