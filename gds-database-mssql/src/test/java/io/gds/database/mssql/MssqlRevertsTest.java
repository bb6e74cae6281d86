package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MssqlRevertsTest {
  private static final String SNAPSHOT = "it's a ] snap";

  private final MssqlScene scene = new MssqlScene();
  private MssqlDatabase shop;

  @BeforeEach
  void snapshot() {
    shop = scene.create("shop");
    scene.model.add("shop", List.of("one"));
    shop.clone(CloneOptions.builder().to(SNAPSHOT).kind(CloneKind.ZERO_COPY).build());
    scene.model.add("shop", List.of("two"));
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  @Test
  void theDatabaseIsAsItWasAndItsChainOfLogsHasEnded() {
    Operation<MssqlDatabaseMetadata> planned = shop.prepareRevert(MssqlRevertOptions.to(SNAPSHOT));
    assertThat(planned.script().steps())
        .extracting(Step::text)
        .endsWith("RESTORE DATABASE [shop] FROM DATABASE_SNAPSHOT = N'it''s a ] snap'");
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::rule)
        .containsExactly("the chain of log backups goes on", "no change is lost");
    MssqlDatabaseMetadata now = planned.run();
    assertThat(now.pseudoSimple()).contains(true);
    assertThat(scene.model.rows("shop")).containsExactly("one");
    assertThat(scene.engine.database(SNAPSHOT).exists()).as("the snapshot stays").isTrue();
  }

  @Test
  void sessionsAreEndedByForceOnly() throws SQLException {
    try (Connection session = scene.occupy("shop")) {
      assertThat(session.isValid(5)).isTrue();
      assertThatThrownBy(() -> shop.revert(MssqlRevertOptions.to(SNAPSHOT)))
          .isInstanceOf(DatabaseInUseException.class);
      shop.revert(MssqlRevertOptions.builder().to(SNAPSHOT).force(true).build());
      assertThat(session.isValid(5)).isFalse();
    }
    assertThat(scene.model.rows("shop")).containsExactly("one");
    assertThat(shop.condition().accessMode().name()).isEqualTo("MULTI_USER");
    try (Connection session = scene.occupy(SNAPSHOT)) {
      assertThat(session.isValid(5)).isTrue();
      assertThat(
              refusals(
                  shop.prepareRevert(
                      MssqlRevertOptions.builder().to(SNAPSHOT).force(true).build())))
          .containsExactly("no other session uses the database");
    }
  }

  @Test
  void onlyTheOnlySnapshotOfTheDatabaseWillDo() {
    assertThatThrownBy(() -> shop.revert(MssqlRevertOptions.to("x")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> scene.engine.database("x").revert(MssqlRevertOptions.to(SNAPSHOT)))
        .isInstanceOf(DatabaseException.class);
    scene.create("other");
    assertThat(refusals(shop.prepareRevert(MssqlRevertOptions.to("other"))))
        .containsExactly("it is a snapshot of the database");
    MssqlDatabase seen = scene.clerk().database("shop");
    assertThatThrownBy(
            () -> seen.revert(MssqlRevertOptions.builder().to(SNAPSHOT).force(true).build()))
        .isInstanceOf(PermissionDeniedException.class);
    shop.clone(CloneOptions.builder().to("second").kind(CloneKind.ZERO_COPY).build());
    assertThat(refusals(shop.prepareRevert(MssqlRevertOptions.to(SNAPSHOT))))
        .containsExactly("it has no other snapshots");
    assertThatThrownBy(() -> MssqlRevertOptions.builder().build())
        .isInstanceOf(InvalidOptionsException.class);
    MssqlRevertOptions forced = MssqlRevertOptions.builder().to("s").force(true).build();
    assertThat(forced.toBuilder().build()).isEqualTo(forced);
  }

  @Test
  void aNameThatCannotBeOneIsRefusedBeforeAnythingIsSent() {
    MssqlRevertOptions tooLong = MssqlRevertOptions.to("n".repeat(129));
    assertThatThrownBy(() -> shop.prepareRevert(tooLong))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
    assertThat(refusals(shop.prepareRevert(MssqlRevertOptions.to("n".repeat(128)))))
        .containsExactly("the database exists");
  }

  @Test
  void aLostAnswerIsLookedForInTheHistoryOfRestores() {
    scene.peer.script().beginningWith("RESTORE DATABASE").once(WireAnswer.lost());
    assertThat(shop.revert(MssqlRevertOptions.to(SNAPSHOT)).name()).isEqualTo("shop");
    scene.model.add("shop", List.of("three"));
    scene.peer.script().beginningWith("RESTORE DATABASE").once(WireAnswer.drop());
    assertThatThrownBy(() -> shop.revert(MssqlRevertOptions.to(SNAPSHOT)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
    assertThat(scene.model.rows("shop")).containsExactly("one", "three");
  }
}
