package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MssqlFreshRestoreTest {
  private static final String FILE = "/b/it's ]shop.bak";
  private static final String COPY = "gds_new_11111111";

  private final MssqlScene scene = new MssqlScene();
  private MssqlContext context;

  @BeforeEach
  void backUp() {
    context = ((DefaultMssqlEngine) scene.engine).context();
    scene.create("shop");
    scene.model.add("shop", List.of("one"));
    scene.execute("BACKUP DATABASE [shop] TO DISK = N'/b/it''s ]shop.bak' WITH CHECKSUM");
    scene.model.add("shop", List.of("two"));
    scene.execute("BACKUP LOG [shop] TO DISK = N'/b/it''s ]shop.bak' WITH CHECKSUM");
    scene.model.add("shop", List.of("three"));
    scene.peer.script().forget();
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private List<MssqlRestoreSpec> chain() {
    List<MssqlRestoreSpec> chain = new ArrayList<>();
    for (MssqlListedSet listed :
        new MssqlMediaReading(context).listed(MssqlDestination.disk(FILE))) {
      MssqlBackupSet set = listed.whole().orElseThrow().set();
      chain.add(
          MssqlRestoreSpec.of(
              "shop",
              set.isLog(),
              MssqlDestination.disk(FILE),
              set.reading().orElseThrow().position()));
    }
    return chain;
  }

  private Plan<String> plan() {
    List<MssqlRestoreSpec> chain = chain();
    List<MssqlBackupFile> files =
        new MssqlMediaReading(context).files(MssqlDestination.disk(FILE), 1);
    MssqlFreshRestore restore =
        new MssqlFreshRestore(
            context, COPY, chain, MssqlFreshRestore.moves(context, "sh]op/..", "11111111", files));
    Plan.Builder<String> plan = context.runner().plan("restore", "shop");
    restore.addTo(plan);
    return plan.yields(restore::name);
  }

  @Test
  void backupsAreRestoredUnderAnotherNameWithEveryFileElsewhere() {
    Plan<String> plan = plan();
    assertThat(plan.script().steps())
        .extracting(Step::text)
        .containsExactly(
            "RESTORE DATABASE [gds_new_11111111] FROM DISK = N'/b/it''s ]shop.bak' WITH FILE = 1,"
                + " MOVE N'shop' TO N'/var/opt/mssql/data/sh_op____11111111_1.mdf',"
                + " MOVE N'shop_log' TO N'/var/opt/mssql/data/sh_op____11111111_2.ldf',"
                + " STOP_ON_ERROR, NORECOVERY, STATS = 5",
            "RESTORE LOG [gds_new_11111111] FROM DISK = N'/b/it''s ]shop.bak' WITH FILE = 2,"
                + " STOP_ON_ERROR, NORECOVERY, STATS = 5",
            "RESTORE DATABASE [gds_new_11111111] WITH RECOVERY");
    assertThat(plan.run()).isEqualTo(COPY);
    assertThat(scene.model.rows(COPY)).containsExactly("one", "two");
    assertThat(scene.model.rows("shop")).containsExactly("one", "two", "three");
    assertThat(scene.engine.database(COPY).refresh().dataFiles().get(0).path())
        .isEqualTo("/var/opt/mssql/data/sh_op____11111111_1.mdf");
  }

  @Test
  void whatFailsHalfWayIsTakenAwayAgain() {
    scene.peer.script().beginningWith("RESTORE LOG").once(WireAnswer.error("3183", "damaged"));
    OperationResult<String> failed =
        scene.engine.operations().execute(plan(), OperationContext.none());
    assertThat(failed.error()).map(DatabaseException::code).contains(ErrorCode.ARCHIVE_CORRUPT);
    assertThat(scene.engine.database(COPY).exists()).isFalse();
    assertThat(plan().run()).isEqualTo(COPY);
  }

  @Test
  void anAnswerThatWasLostIsFoundInTheCatalogueAndTheHistory() {
    scene.peer.script().beginningWith("RESTORE LOG").once(WireAnswer.lost());
    OperationResult<String> done =
        scene.engine.operations().execute(plan(), OperationContext.none());
    assertThat(done.outcome()).as(done.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.model.rows(COPY)).containsExactly("one", "two");
  }

  @Test
  void aStatementThatNeverArrivedIsNotDone() {
    scene.peer.script().beginningWith("RESTORE DATABASE").once(WireAnswer.drop());
    OperationResult<String> failed =
        scene.engine.operations().execute(plan(), OperationContext.none());
    assertThat(failed.outcome()).as(failed.message()).isEqualTo(Outcome.FAILED);
    assertThat(scene.engine.database(COPY).exists()).isFalse();
  }
}
