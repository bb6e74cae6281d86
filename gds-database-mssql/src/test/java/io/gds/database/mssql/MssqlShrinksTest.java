package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlShrinksTest {
  private static final long MB = 1L << 20;

  private final MssqlScene scene = new MssqlScene();

  @AfterEach
  void end() {
    scene.close();
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private MssqlDatabase grown(String name) {
    MssqlDatabase database = scene.create(name);
    scene.model.storage().grow(name, name, 100 * MB);
    return database;
  }

  @Test
  void theResultTellsWhatEachFileReallyLost() {
    MssqlDatabase shop = grown("shop");
    MssqlShrinkInfo info = shop.shrink(20);
    assertThat(scene.changes()).endsWith("DBCC SHRINKDATABASE ([shop], 20)");
    assertThat(info.files())
        .extracting(MssqlShrinkInfo.ShrunkFile::name)
        .containsExactly("shop", "shop_log");
    assertThat(info.files().get(0).bytesBefore()).isEqualTo(100 * MB);
    assertThat(info.files().get(0).bytesAfter()).isEqualTo(8 * MB);
    assertThat(info.files().get(1).log()).isTrue();
    assertThat(info.bytesReleased()).isEqualTo(92 * MB);
    assertThat(info.messages()).singleElement().asString().contains("was skipped");
    assertThat(shop.refresh().dataFiles().get(0).sizeBytes()).isEqualTo(8 * MB);
    assertThat(scene.statements(() -> shop.shrink(20)))
        .as("two times the checks, sizes before and after, the session's number, the shrinking")
        .isEqualTo(6);
  }

  @Test
  void pagesThatAreMovedAreWarnedOfAndFilesThatKeepTheirSizeAreTold() {
    MssqlDatabase shop = grown("shop");
    MssqlShrinkOptions moving =
        MssqlShrinkOptions.builder().mode(MssqlShrinkMode.MOVE_ONLY).build();
    Operation<MssqlShrinkInfo> planned = shop.prepareShrink(moving);
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .singleElement()
        .satisfies(check -> assertThat(check.remedy()).contains("fragmented"));
    assertThat(script(planned)).containsExactly("DBCC SHRINKDATABASE ([shop], NOTRUNCATE)");
    assertThat(planned.run().bytesReleased()).isZero();
    Operation<MssqlShrinkInfo> releasing =
        shop.prepareShrink(MssqlShrinkOptions.builder().mode(MssqlShrinkMode.RELEASE_ONLY).build());
    assertThat(script(releasing)).containsExactly("DBCC SHRINKDATABASE ([shop], TRUNCATEONLY)");
    assertThat(releasing.checks()).allMatch(check -> check.verdict() == Verdict.PASSED);
    assertThat(releasing.run().bytesReleased()).isEqualTo(48 * MB);
  }

  @Test
  void oneFileIsMadeSmallerFromWithinItsDatabase() {
    String name = "it's a ] shop";
    MssqlDatabase shop = grown(name);
    MssqlShrinkOptions one = MssqlShrinkOptions.builder().file(name).targetBytes(16 * MB).build();
    assertThat(script(shop.prepareShrink(one)))
        .containsExactly(
            "EXEC [it's a ]] shop].sys.sp_executesql"
                + " N'DBCC SHRINKFILE (N''it''''s a ] shop'', 16)'");
    assertThat(shop.shrink(one).bytesReleased()).isEqualTo(84 * MB);
    assertThat(one.toBuilder().build()).isEqualTo(one);
    assertThatThrownBy(() -> shop.shrink(MssqlShrinkOptions.builder().file("no such file").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void whatMakesNoSenseIsRefusedAllAtOnce() {
    assertThatThrownBy(
            () ->
                MssqlShrinkOptions.builder()
                    .targetPercent(100)
                    .targetBytes(MB + 1)
                    .mode(MssqlShrinkMode.RELEASE_ONLY)
                    .build())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("is 0 to 99")
        .hasMessageContaining("name it")
        .hasMessageContaining("multiple of 1048576")
        .hasMessageContaining("no page is moved");
    assertThatThrownBy(() -> MssqlShrinkOptions.builder().file("f").targetPercent(1).build())
        .hasMessageContaining("one has targetBytes");
  }

  @Test
  void whatIsMissingIsNamed() {
    MssqlDatabase shop = scene.create("shop");
    assertThatThrownBy(() -> scene.engine.database("x").shrink(1))
        .isInstanceOf(NotFoundException.class);
    MssqlEngine clerk = scene.clerk();
    assertThatThrownBy(() -> clerk.database("shop").shrink(1))
        .isInstanceOf(PermissionDeniedException.class);
    scene.model.grant("clerk", "ALTER ANY DATABASE");
    scene.model.grant("clerk", "CONNECT ANY DATABASE");
    assertThatThrownBy(() -> clerk.database("shop").shrink(1))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.details().get("right")).contains("db_owner"));
    shop.setState(SetStateOptions.of(StateChange.READ_ONLY));
    assertThat(shop.prepareShrink(MssqlShrinkOptions.toPercent(1)).checks())
        .filteredOn(Check::refused)
        .extracting(Check::rule)
        .containsExactly("the database can be written");
  }

  @Test
  void aLostAnswerIsAFailureAfterWhichAnotherTryIsWelcome() {
    MssqlDatabase shop = grown("shop");
    scene.peer.script().beginningWith("DBCC SHRINKDATABASE").once(WireAnswer.drop());
    OperationResult<MssqlShrinkInfo> result =
        scene
            .engine
            .operations()
            .execute(
                shop.prepareShrink(MssqlShrinkOptions.toPercent(0)),
                OperationContext.builder().build());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().map(DatabaseException::code)).contains(ErrorCode.CONNECTION_LOST);
    assertThat(shop.shrink(0).bytesReleased()).isEqualTo(92 * MB);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aShrinkThatGoesOnWithoutUsIsNotCalledFailed(boolean oneFile) {
    MssqlDatabase shop = grown("shop");
    scene
        .peer
        .script()
        .beginningWith(oneFile ? "EXEC [shop].sys.sp_executesql" : "DBCC SHRINKDATABASE")
        .once(WireAnswer.drop());
    scene
        .peer
        .script()
        .matching(".*WHERE r\\.session_id = \\S+ AND s\\.login_time = .*")
        .answer(WireAnswer.rows("sees_sessions int", "at_work int").row(1, 1));
    OperationResult<MssqlShrinkInfo> result =
        scene
            .engine
            .operations()
            .execute(
                shop.prepareShrink(
                    oneFile
                        ? MssqlShrinkOptions.builder().file("shop").build()
                        : MssqlShrinkOptions.toPercent(0)),
                OperationContext.builder().build());
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
  }
}
