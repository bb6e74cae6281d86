package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseQuery;
import io.gds.database.DropOptions;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Creating, renaming and dropping databases. */
abstract class DefinitionTests extends ContractGroup {
  DefinitionTests(PlatformContract contract) {
    super(contract);
  }

  private static CreateOptions mode(CreateMode mode) {
    return CreateOptions.builder().mode(mode).build();
  }

  @Test
  void aCreatedDatabaseExists() {
    Database missing = run().missing();
    Database created = missing.create(CreateOptions.defaults());
    assertThat(created).isEqualTo(missing);
    assertThat(created.exists()).isTrue();
    assertThat(created.metadata().name()).isEqualTo(missing.name());
  }

  @Test
  void anExistingDatabaseIsNotCreatedAgain() {
    Database existing = run().filled();
    Operation<? extends Database> planned = existing.prepareCreate(CreateOptions.defaults());
    assertThat(planned.refused()).isTrue();
    assertThat(planned.checks())
        .filteredOn(Check::refused)
        .extracting(Check::code)
        .contains(ErrorCode.ALREADY_EXISTS);
    assertRefused("creating it again", ErrorCode.ALREADY_EXISTS, planned::run);
  }

  @Test
  void ifNotExistsLeavesAnExistingDatabaseAsItIs() {
    Database existing = run().filled();
    CreateOptions unlessThere = mode(CreateMode.IF_NOT_EXISTS);
    Database same = run().unchanged("creating if not exists", () -> existing.create(unlessThere));
    assertThat(same).isEqualTo(existing);
    assertThat(run().missing().create(unlessThere).exists()).isTrue();
  }

  @Test
  void replaceMakesAnExistingDatabaseAnewAndNoOther() {
    Database existing = run().filled(1);
    Database bystander = run().filled(2);
    String others = run().contentOf(bystander);
    Operation<? extends Database> planned = existing.prepareCreate(mode(CreateMode.REPLACE));
    assertThat(planned.script().steps())
        .as("replacing twice would lose what was written in between")
        .extracting(Step::effect)
        .contains(Effect.ONCE);
    Database replaced = planned.run();
    assertThat(replaced.exists()).isTrue();
    assertThat(run().contentOf(replaced)).isEqualTo(run().contentOf(run().created()));
    assertThat(run().contentOf(bystander)).isEqualTo(others);
    assertThat(run().missing().create(mode(CreateMode.REPLACE)).exists()).isTrue();
  }

  @Test
  void aDroppedDatabaseIsGoneAndNoOther() {
    Database doomed = run().filled(1);
    Database bystander = run().filled(2);
    String others = run().contentOf(bystander);
    doomed.drop(DropOptions.defaults());
    assertThat(doomed.exists()).isFalse();
    assertThat(engine().databases()).extracting(Database::name).doesNotContain(doomed.name());
    assertThat(bystander.exists()).isTrue();
    assertThat(run().contentOf(bystander)).isEqualTo(others);
    assertThat(doomed.create(CreateOptions.defaults()).exists()).isTrue();
  }

  @Test
  void whatDoesNotExistIsDroppedOnlyIfItsAbsenceIsFine() {
    Database missing = run().missing();
    assertRefused(
        "dropping what does not exist",
        ErrorCode.NOT_FOUND,
        () -> missing.drop(DropOptions.defaults()));
    DropOptions ifExists = DropOptions.builder().ifExists(true).build();
    Operation<?> planned = missing.prepareDrop(ifExists);
    assertThat(planned.refused()).isFalse();
    run()
        .unchanged(
            "dropping what does not exist, if it exists",
            () -> {
              planned.run();
              return missing;
            });
  }

  @Test
  void aDatabaseInUseIsNotDropped() throws Exception {
    Database used = run().filled();
    String content = run().contentOf(used);
    try (AutoCloseable session = occupied(used)) {
      assertThat(session).isNotNull();
      assertThat(
              ContractRun.failing(
                  "dropping what is in use", () -> used.drop(DropOptions.defaults())))
          .isInstanceOf(DatabaseInUseException.class);
      assertThat(used.exists()).isTrue();
    }
    assertThat(run().contentOf(used)).isEqualTo(content);
    used.drop(DropOptions.defaults());
    assertThat(used.exists()).isFalse();
  }

  @Test
  void aDatabaseInUseIsDroppedByForceOrStaysWhole() throws Exception {
    Database used = run().filled();
    String content = run().contentOf(used);
    boolean dropped;
    try (AutoCloseable session = occupied(used)) {
      assertThat(session).isNotNull();
      dropped =
          engine()
              .operations()
              .attempt(
                  "drop",
                  used.name(),
                  () -> used.prepareDrop(DropOptions.builder().force(true).build()),
                  OperationContext.none())
              .isSuccess();
      assertThat(used.exists()).isEqualTo(!dropped);
    }
    if (!dropped) {
      assertThat(run().contentOf(used)).isEqualTo(content);
    }
  }

  @Test
  void aRenamedDatabaseKeepsItsContent() {
    Database before = run().filled(1);
    String content = run().contentOf(before);
    String newName = fixture().newDatabaseName();
    AlterOptions rename = AlterOptions.rename(newName);
    if (!declared().renames()) {
      assertUnsupported("a rename", () -> before.alter(rename));
      return;
    }
    before.alter(rename);
    Database after = engine().database(newName);
    assertThat(after.exists()).isTrue();
    assertThat(before.exists()).isFalse();
    assertThat(run().contentOf(after)).isEqualTo(content);
  }

  @Test
  void aRenameNeverHidesAnotherDatabase() {
    Database one = run().filled(1);
    Database two = run().filled(2);
    AlterOptions rename = AlterOptions.rename(two.name());
    if (!declared().renames()) {
      assertUnsupported("a rename", () -> one.alter(rename));
      return;
    }
    assertRefused(
        "renaming to a name that is taken", ErrorCode.ALREADY_EXISTS, () -> one.alter(rename));
    assertRefused(
        "renaming what does not exist",
        ErrorCode.NOT_FOUND,
        () -> run().missing().alter(AlterOptions.rename(fixture().newDatabaseName())));
  }

  @Test
  void systemDatabasesAreNotDropped() {
    List<Database> system =
        new ArrayList<>(engine().databases(DatabaseQuery.userDatabases().system(true)));
    system.removeAll(engine().databases());
    assumeTrue(!system.isEmpty(), "skipped, because this platform lists no system databases");
    for (Database database : system) {
      Operation<?> planned = database.prepareDrop(DropOptions.builder().force(true).build());
      assertThat(planned.refused()).as("dropping the system database %s", database.name()).isTrue();
      run().refused("dropping the system database " + database.name(), planned::run);
    }
  }
}
