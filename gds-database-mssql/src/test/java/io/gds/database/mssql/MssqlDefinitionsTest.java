package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AccessMode;
import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
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
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MssqlDefinitionsTest {
  private static final DropOptions FORCED = DropOptions.builder().force(true).build();

  private final MssqlScene scene = new MssqlScene();

  @AfterEach
  void end() {
    scene.close();
  }

  private List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<ErrorCode> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::code).toList();
  }

  private static void assertRefused(ErrorCode code, Runnable what) {
    assertThatThrownBy(what::run)
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aDatabaseIsMadeWithAllThatWasAskedFor() {
    CreateOptions options =
        CreateOptions.builder()
            .collation("Latin1_General_100_CI_AS_SC")
            .owner("clerk")
            .option(MssqlCreate.CONTAINMENT, MssqlContainment.PARTIAL)
            .option(MssqlCreate.RECOVERY_MODEL, MssqlRecoveryModel.SIMPLE)
            .option(MssqlCreate.COMPATIBILITY_LEVEL, 150)
            .option(
                MssqlCreate.DATA_FILES,
                MssqlFileSpecs.of(
                    MssqlFileSpec.of("archive", "/d/archive.ndf").in("old").growthByPercent(10),
                    MssqlFileSpec.of("shop", "/d/shop's.mdf")
                        .size(64 << 20)
                        .maxSize(1L << 30)
                        .growth(16 << 20)))
            .option(
                MssqlCreate.LOG_FILES,
                MssqlFileSpecs.parse("name=shop_log,path=/l/shop.ldf,size=8MB,growth=0KB"))
            .build();
    Operation<MssqlDatabase> planned = scene.engine.database("shop").prepareCreate(options);
    assertThat(script(planned))
        .containsExactly(
            "CREATE DATABASE [shop] CONTAINMENT = PARTIAL ON PRIMARY (NAME = [shop], FILENAME ="
                + " N'/d/shop''s.mdf', SIZE = 65536KB, MAXSIZE = 1048576KB, FILEGROWTH = 16384KB),"
                + " FILEGROUP [old] (NAME = [archive], FILENAME = N'/d/archive.ndf', FILEGROWTH ="
                + " 10%) LOG ON (NAME = [shop_log], FILENAME = N'/l/shop.ldf', SIZE = 8192KB,"
                + " FILEGROWTH = 0KB) COLLATE Latin1_General_100_CI_AS_SC",
            "ALTER DATABASE [shop] SET RECOVERY SIMPLE",
            "ALTER DATABASE [shop] SET COMPATIBILITY_LEVEL = 150",
            "ALTER AUTHORIZATION ON DATABASE::[shop] TO [clerk]");
    MssqlDatabaseMetadata made = planned.run().refresh();
    assertThat(scene.changes()).isEqualTo(script(planned));
    assertThat(made.collation()).contains("Latin1_General_100_CI_AS_SC");
    assertThat(made.owner()).contains("clerk");
    assertThat(made.containment()).isEqualTo(MssqlContainment.PARTIAL);
    assertThat(made.recoveryModel()).isEqualTo(MssqlRecoveryModel.SIMPLE);
    assertThat(made.compatibilityLevel()).isEqualTo(150);
    assertThat(made.filegroups()).containsExactly("PRIMARY", "old");
    assertThat(made.dataFiles()).hasSize(2);
    assertThat(made.dataFiles().get(0).maxSizeBytes()).hasValue(1L << 30);
    assertThat(made.dataFiles().get(1).growthPercent()).hasValue(10);
    assertThat(made.logFiles().get(0).growthBytes()).hasValue(0);
  }

  @Test
  void aPlainOneTakesOneStatementBesideTheLooksAround() {
    MssqlDatabase shop = scene.engine.database("shop");
    assertThat(scene.statements(() -> shop.create(CreateOptions.defaults())))
        .as("does it exist, two times the checks, and the statement itself")
        .isEqualTo(4);
    assertThat(scene.changes()).containsExactly("CREATE DATABASE [shop]");
  }

  @Test
  void whatIsHalfDoneWhenASettingFailsIsTakenAwayAgain() {
    scene
        .peer
        .script()
        .beginningWith("ALTER DATABASE [shop] SET RECOVERY")
        .once(WireAnswer.error("5069", "ALTER DATABASE statement failed."));
    CreateOptions options =
        CreateOptions.builder()
            .option(MssqlCreate.RECOVERY_MODEL, MssqlRecoveryModel.SIMPLE)
            .build();
    MssqlDatabase shop = scene.engine.database("shop");
    assertThatThrownBy(() -> shop.create(options)).isInstanceOf(DatabaseException.class);
    assertThat(shop.exists()).isFalse();
    assertThat(shop.create(options).refresh().recoveryModel()).isEqualTo(MssqlRecoveryModel.SIMPLE);
  }

  @Test
  void aNameThatIsTakenInOtherLettersIsNotFree() {
    scene.create("Shop");
    MssqlDatabase other = scene.engine.database("SHOP");
    assertThat(other.exists()).isFalse();
    assertRefused(ErrorCode.ALREADY_EXISTS, () -> other.create(CreateOptions.defaults()));
    assertRefused(ErrorCode.NOT_FOUND, () -> other.drop(DropOptions.defaults()));
    scene.engine.database("Shop").alter(AlterOptions.rename("SHOP"));
    assertThat(other.exists()).isTrue();
    assertThat(other.refresh().filegroups()).containsExactly("PRIMARY");
  }

  @Test
  void aNameTooLongForTheFilesIsGivenAfterwards() {
    String name = "n".repeat(128);
    MssqlDatabase made = scene.create(name);
    assertThat(made.exists()).isTrue();
    assertThat(scene.changes()).hasSize(2).allMatch(sql -> sql.contains("gds_new_"));
    assertThat(made.refresh().dataFiles().get(0).name()).startsWith("gds_new_");
  }

  @Test
  void faultyOptionsAreToldAllAtOnce() {
    CreateOptions options =
        CreateOptions.builder()
            .option(
                MssqlCreate.LOG_FILES, MssqlFileSpecs.of(MssqlFileSpec.of("l", "/l").in("PRIMARY")))
            .build();
    assertThatThrownBy(() -> scene.engine.database("shop").prepareCreate(options))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("comes along with mssql.data-files")
        .hasMessageContaining("has no filegroups");
    CreateOptions elsewhere =
        CreateOptions.builder()
            .option(
                MssqlCreate.DATA_FILES, MssqlFileSpecs.of(MssqlFileSpec.of("d", "/d").in("other")))
            .build();
    assertThatThrownBy(() -> scene.engine.database("shop").prepareCreate(elsewhere))
        .hasMessageContaining("PRIMARY");
    CreateOptions collated = CreateOptions.builder().collation("x; DROP DATABASE y").build();
    assertThatThrownBy(() -> scene.engine.database("shop").prepareCreate(collated))
        .isInstanceOf(InvalidOptionsException.class);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void filesAreReadFromTextAndWrittenAsText() {
    String text = "name=a,path=/d/a.mdf,size=64KB,max=1024KB,growth=10%,filegroup=g;name=b,path=/b";
    assertThat(MssqlCreate.DATA_FILES.parse(text)).hasToString(text);
    for (String wrong :
        List.of("", "name=a,size=x", "name=a,path=/a,color=red", "name=a,path=/a,growth=0%")) {
      assertThatThrownBy(() -> MssqlCreate.DATA_FILES.parse(wrong))
          .as(wrong)
          .isInstanceOf(InvalidOptionsException.class);
    }
    assertThat(MssqlFileSpec.of("a", "/a").size(3L << 40).sql())
        .as("the server takes no larger number than an int")
        .isEqualTo("(NAME = [a], FILENAME = N'/a', SIZE = 3145728MB)");
    assertThatThrownBy(() -> MssqlFileSpec.of("a", "/a").size(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void replacingPutsTheOldOneAsideUntilTheNewOneIsThere() {
    MssqlDatabase shop = scene.create("shop");
    scene.model.add("shop", List.of("one"));
    CreateOptions replace = CreateOptions.builder().mode(CreateMode.REPLACE).build();
    scene
        .peer
        .script()
        .matching("ALTER DATABASE \\[gds_new_.*")
        .once(WireAnswer.error("5061", "ALTER DATABASE failed because a lock"));
    assertThatThrownBy(() -> shop.create(replace)).isInstanceOf(DatabaseInUseException.class);
    assertThat(scene.model.rows("shop")).containsExactly("one");
    assertThat(scene.engine.databases()).containsExactly(shop);
    shop.create(replace);
    assertThat(scene.model.rows("shop")).isEmpty();
    assertThat(scene.engine.databases()).containsExactly(shop);
  }

  @Test
  void anOldOneThatCouldNotBeDroppedIsToldOf() {
    MssqlDatabase shop = scene.create("shop");
    scene
        .peer
        .script()
        .beginningWith("DROP DATABASE IF EXISTS [gds_old_")
        .once(WireAnswer.error("3702", "Cannot drop database because it is currently in use."));
    assertThatThrownBy(() -> shop.create(CreateOptions.builder().mode(CreateMode.REPLACE).build()))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.remedy().orElse("")).contains("still there as gds_old_"));
  }

  @Test
  void aDatabaseIsAltered() {
    MssqlDatabase shop = scene.create("shop");
    shop.alter(
        AlterOptions.builder()
            .owner("clerk")
            .option(MssqlAlter.COMPATIBILITY_LEVEL, 140)
            .option(MssqlAlter.PAGE_VERIFY, MssqlPageVerify.TORN_PAGE_DETECTION)
            .option(MssqlAlter.AUTO_CLOSE, true)
            .option(MssqlAlter.AUTO_SHRINK, true)
            .option(MssqlAlter.COLLATION, "Latin1_General_BIN2")
            .rename("store")
            .build());
    MssqlDatabaseMetadata told = scene.engine.database("store").refresh();
    assertThat(told.owner()).contains("clerk");
    assertThat(told.compatibilityLevel()).isEqualTo(140);
    assertThat(told.pageVerify()).isEqualTo(MssqlPageVerify.TORN_PAGE_DETECTION);
    assertThat(told.autoClose()).isTrue();
    assertThat(told.autoShrink()).isTrue();
    assertThat(told.collation()).contains("Latin1_General_BIN2");
    assertThat(shop.exists()).isFalse();
  }

  @Test
  void aRenameByForceEndsSessionsAndLetsEverybodyInAgain() throws SQLException {
    MssqlDatabase shop = scene.create("shop");
    try (Connection other = scene.occupy("shop")) {
      assertRefused(ErrorCode.DATABASE_IN_USE, () -> shop.alter(AlterOptions.rename("store")));
      shop.alter(AlterOptions.builder().rename("store").force(true).build());
      assertThat(other.isValid(2)).isFalse();
    }
    assertThat(scene.engine.database("store").condition().accessMode())
        .isEqualTo(AccessMode.MULTI_USER);
    assertThat(scene.changes().subList(1, 4))
        .containsExactly(
            "ALTER DATABASE [shop] SET SINGLE_USER WITH ROLLBACK IMMEDIATE",
            "ALTER DATABASE [shop] MODIFY NAME = [store]",
            "ALTER DATABASE [store] SET MULTI_USER WITH ROLLBACK IMMEDIATE");
  }

  @Test
  void aRenameByForceThatFailsLetsEverybodyInAgain() {
    MssqlDatabase shop = scene.create("shop");
    scene
        .peer
        .script()
        .beginningWith("ALTER DATABASE [shop] MODIFY NAME")
        .once(WireAnswer.error("5030", "The database could not be exclusively locked"));
    assertThatThrownBy(() -> shop.alter(AlterOptions.builder().rename("store").force(true).build()))
        .isInstanceOf(DatabaseException.class);
    assertThat(shop.condition().accessMode()).isEqualTo(AccessMode.MULTI_USER);
  }

  @Test
  void whoeverLosesTheAnswerToARenameByForceStillLetsEverybodyIn() {
    MssqlDatabase shop = scene.create("shop");
    scene.peer.script().beginningWith("ALTER DATABASE [shop] MODIFY").once(WireAnswer.lost());
    shop.alter(AlterOptions.builder().rename("store").force(true).build());
    assertThat(scene.engine.database("store").condition().accessMode())
        .isEqualTo(AccessMode.MULTI_USER);
    MssqlDatabase store = scene.engine.database("store");
    scene
        .peer
        .script()
        .beginningWith("ALTER DATABASE [store] SET SINGLE_USER")
        .once(WireAnswer.lost());
    assertThatThrownBy(() -> store.drop(FORCED)).isInstanceOf(DatabaseException.class);
    assertThat(store.condition().accessMode()).isEqualTo(AccessMode.MULTI_USER);
  }

  @Test
  void aDropByForceEndsTheSessionsOnTheConnectionThatDrops() throws SQLException {
    MssqlDatabase shop = scene.create("shop");
    try (Connection other = scene.occupy("shop")) {
      assertRefused(ErrorCode.DATABASE_IN_USE, () -> shop.drop(DropOptions.defaults()));
      Operation<?> planned = shop.prepareDrop(FORCED);
      assertThat(script(planned))
          .containsExactly(
              "ALTER DATABASE [shop] SET SINGLE_USER WITH ROLLBACK IMMEDIATE;\n"
                  + "DROP DATABASE [shop]");
      scene.peer.script().forget();
      planned.run();
      assertThat(other.isValid(2)).isFalse();
    }
    assertThat(
            scene.peer.script().requests().stream()
                .filter(request -> !request.statement().startsWith("SELECT"))
                .map(request -> request.session())
                .distinct())
        .as("sessions that ended the others and dropped")
        .hasSize(1);
    assertThat(shop.exists()).isFalse();
  }

  @Test
  void anOfflineDatabaseIsDroppedOnlyWhereItsFilesMayStay() {
    MssqlDatabase shop = scene.create("shop");
    shop.setState(SetStateOptions.of(StateChange.OFFLINE));
    assertRefused(ErrorCode.WRONG_STATE, () -> shop.drop(DropOptions.defaults()));
    Operation<?> planned =
        shop.prepareDrop(DropOptions.builder().option(MssqlDrop.LEAVE_FILES, true).build());
    assertThat(planned.refused()).isFalse();
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::rule)
        .containsExactly("its files are deleted with it");
    planned.run();
    assertThat(shop.exists()).isFalse();
  }

  @Test
  void whatBelongsToAGroupIsLeftToIt() {
    MssqlDatabase shop = scene.create("shop");
    scene.model.join("shop", "ag1");
    assertThat(refusals(shop.prepareDrop(FORCED))).contains(ErrorCode.WRONG_STATE);
    assertThat(refusals(shop.prepareAlter(AlterOptions.rename("b"))))
        .contains(ErrorCode.WRONG_STATE);
    assertThat(refusals(shop.prepareSetState(SetStateOptions.of(StateChange.OFFLINE))))
        .contains(ErrorCode.WRONG_STATE);
    assertThat(refusals(shop.prepareSetRecoveryModel(MssqlRecoveryModel.SIMPLE)))
        .contains(ErrorCode.WRONG_STATE);
    assertThat(shop.prepareDrop(FORCED).checks())
        .extracting(Check::measured)
        .contains("a member of ag1");
  }

  @Test
  void theEnginesOwnDatabaseIsNotTakenAway() {
    scene.create("shop");
    MssqlEngine inside =
        scene.manager.open(
            scene.info("sa", "first").toBuilder().database("shop").build(), MssqlEngine.class);
    MssqlDatabase own = inside.database("shop");
    assertThat(refusals(own.prepareDrop(FORCED))).containsExactly(ErrorCode.DATABASE_IN_USE);
    assertThat(refusals(own.prepareSetState(SetStateOptions.of(StateChange.OFFLINE))))
        .contains(ErrorCode.DATABASE_IN_USE);
  }

  @Test
  void whoMayNotIsToldWhatToHaveGranted() {
    scene.create("shop");
    MssqlEngine clerk = scene.clerk();
    assertThatThrownBy(() -> clerk.database("x").create(CreateOptions.defaults()))
        .isInstanceOf(PermissionDeniedException.class)
        .satisfies(e -> assertThat(((DatabaseException) e).remedy().orElse("")).contains("GRANT"));
    assertThat(refusals(clerk.database("shop").prepareDrop(FORCED)))
        .containsExactly(ErrorCode.PERMISSION_DENIED);
    Operation<?> unseen = clerk.database("shop").prepareDrop(DropOptions.defaults());
    assertThat(unseen.checks())
        .extracting(Check::verdict)
        .as("who uses it cannot be seen")
        .contains(Verdict.NOT_MEASURED);
    scene.model.grant("clerk", "ALTER ANY DATABASE");
    assertThat(clerk.database("shop").prepareDrop(FORCED).refused()).isFalse();
  }

  @Test
  void theRecoveryModelIsSetAndWhatItMeansForTheLogIsSaid() {
    MssqlDatabase shop = scene.create("shop");
    Operation<?> simple = shop.prepareSetRecoveryModel(MssqlRecoveryModel.SIMPLE);
    assertThat(simple.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::remedy)
        .singleElement()
        .asString()
        .contains("log backup before");
    simple.run();
    assertThat(shop.refresh().recoveryModel()).isEqualTo(MssqlRecoveryModel.SIMPLE);
    shop.setRecoveryModel(MssqlRecoveryModel.BULK_LOGGED);
    assertThat(shop.refresh().recoveryModel()).isEqualTo(MssqlRecoveryModel.BULK_LOGGED);
    assertRefused(
        ErrorCode.NOT_FOUND,
        () -> scene.engine.database("x").setRecoveryModel(MssqlRecoveryModel.FULL));
  }

  @Test
  void theAnswerToADropThatWasLostIsFoundInTheCatalogue() {
    MssqlDatabase shop = scene.create("shop");
    scene.peer.script().beginningWith("DROP DATABASE").once(WireAnswer.drop());
    OperationResult<?> failed =
        scene
            .engine
            .operations()
            .execute(shop.prepareDrop(DropOptions.defaults()), OperationContext.none());
    assertThat(failed.outcome()).as(failed.message()).isEqualTo(Outcome.FAILED);
    scene.peer.script().beginningWith("DROP DATABASE").once(WireAnswer.lost());
    OperationResult<?> done =
        scene
            .engine
            .operations()
            .execute(shop.prepareDrop(DropOptions.defaults()), OperationContext.none());
    assertThat(done.outcome()).as(done.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(shop.exists()).isFalse();
  }

  @Test
  void aManagedInstanceHasNeitherFilesNorStatesNorRecoveryModels() {
    try (MssqlScene service =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      MssqlDatabase shop = service.create("shop");
      assertThatThrownBy(() -> shop.prepareSetRecoveryModel(MssqlRecoveryModel.SIMPLE))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("MANAGED_INSTANCE");
      assertThatThrownBy(() -> shop.setState(SetStateOptions.of(StateChange.OFFLINE)))
          .isInstanceOf(UnsupportedCapabilityException.class);
      assertThatThrownBy(() -> shop.prepareDrop(FORCED))
          .isInstanceOf(InvalidOptionsException.class);
      CreateOptions files =
          CreateOptions.builder()
              .option(MssqlCreate.RECOVERY_MODEL, MssqlRecoveryModel.SIMPLE)
              .build();
      assertThatThrownBy(() -> service.engine.database("b").prepareCreate(files))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("MANAGED_INSTANCE");
      shop.drop(DropOptions.defaults());
      assertThat(shop.exists()).isFalse();
    }
  }
}
