package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.CapabilityReport;
import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.StorageException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireGate;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlClonesTest {
  private static final String HOSTILE = "it's a ] cl\u00f6ne.";

  private final MssqlScene scene = new MssqlScene();
  private MssqlDatabase shop;

  @BeforeEach
  void fill() {
    shop = scene.create("shop");
    scene.model.add("shop", List.of("one", "two"));
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private static CloneOptions to(String name, CloneKind kind) {
    return CloneOptions.builder().to(name).kind(kind).build();
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  private List<String> names() {
    return scene.engine.databases().stream().map(MssqlDatabase::name).toList();
  }

  @Test
  void aCopyIsBackedUpAndRestoredBesideItAndTakesItsNameAtTheEnd() {
    Operation<CloneInfo> planned = shop.prepareClone(CloneOptions.to(HOSTILE));
    List<String> script = script(planned);
    String stamp = script.get(4).replaceAll(".*gds_new_([0-9a-f]{8}).*", "$1");
    String stem = "/var/opt/mssql/data/it_s_a___cl_ne__" + stamp;
    assertThat(script)
        .containsExactly(
            script.get(0),
            script.get(1),
            "RESTORE DATABASE [gds_new_"
                + stamp
                + "] FROM DISK = N'"
                + stem
                + ".bak' WITH FILE = 1, MOVE N'shop' TO N'"
                + stem
                + "_1.mdf', MOVE N'shop_log' TO N'"
                + stem
                + "_2.ldf', STOP_ON_ERROR, NORECOVERY, STATS = 5",
            "RESTORE DATABASE [gds_new_" + stamp + "] WITH RECOVERY",
            "ALTER DATABASE [gds_new_" + stamp + "] MODIFY NAME = [it's a ]] cl\u00f6ne.]");
    assertThat(script.get(0))
        .startsWith("BACKUP DATABASE [shop] TO DISK = N'" + stem + ".bak' WITH COPY_ONLY, NAME")
        .contains("CHECKSUM, STOP_ON_ERROR");
    assertThat(script.get(1)).contains("msdb.dbo.backupset");
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .singleElement()
        .satisfies(check -> assertThat(check.remedy()).contains("Delete " + stem + ".bak"));
    CloneInfo info = planned.run();
    assertThat(info.kind()).isEqualTo(CloneKind.COPY);
    assertThat(info.target()).isEqualTo(HOSTILE);
    assertThat(info.consistentAt()).as("between the backup's begin and its end").isEmpty();
    assertThat(info.bytes()).hasValue(16 << 20);
    assertThat(info.notCarried())
        .anyMatch(text -> text.contains("log backups"))
        .anyMatch(text -> text.contains("Service Broker"))
        .noneMatch(text -> text.contains("the owner"));
    assertThat(names()).containsExactlyInAnyOrder("shop", HOSTILE);
    assertThat(scene.model.rows(HOSTILE)).containsExactly("one", "two");
    MssqlDatabaseMetadata clone = scene.engine.database(HOSTILE).refresh();
    assertThat(clone.dataFiles().get(0).path()).isEqualTo(stem + "_1.mdf");
  }

  @Test
  void aCopyGoesWhereItIsToldTo() {
    CloneOptions options =
        CloneOptions.builder()
            .to("other")
            .option(MssqlClone.BACKUP_DIRECTORY, "https://a.blob.core.windows.net/c")
            .option(MssqlClone.DATA_DIRECTORY, "D:\\data")
            .option(MssqlClone.LOG_DIRECTORY, "L:\\log\\")
            .build();
    Operation<CloneInfo> planned = shop.prepareClone(options);
    assertThat(script(planned).get(0))
        .startsWith("BACKUP DATABASE [shop] TO URL = N'https://a.blob.core.windows.net/c/other_");
    planned.run();
    MssqlDatabaseMetadata other = scene.engine.database("other").refresh();
    assertThat(other.dataFiles().get(0).path()).startsWith("D:\\data\\other_");
    assertThat(other.logFiles().get(0).path()).startsWith("L:\\log\\other_");
  }

  @Test
  void theOwnerOfACopyIsWhoMadeIt() {
    scene.model.grant("clerk", "CREATE ANY DATABASE");
    scene.model.grant("clerk", "BACKUP DATABASE");
    CloneInfo info = scene.clerk().database("shop").clone(CloneOptions.to("other"));
    assertThat(info.notCarried())
        .contains("the owner: it belongs to the login clerk, the source to sa");
  }

  @Test
  void aSnapshotIsThereAtOnceAndSaysWhatItIsNot() {
    Operation<CloneInfo> planned = shop.prepareClone(to(HOSTILE, CloneKind.ZERO_COPY));
    String sql = script(planned).get(0);
    assertThat(sql)
        .matches(
            "CREATE DATABASE \\[it's a ]] cl\u00f6ne\\.] ON \\(NAME = \\[shop], FILENAME ="
                + " N'/var/opt/mssql/data/it_s_a___cl_ne__[0-9a-f]{8}_1\\.ss'\\)"
                + " AS SNAPSHOT OF \\[shop]");
    CloneInfo info = planned.run();
    assertThat(scene.changes()).endsWith(sql);
    assertThat(info.kind().costClass().name()).isEqualTo("METADATA");
    assertThat(info.bytes()).hasValue(0);
    assertThat(info.consistentAt()).isPresent();
    assertThat(info.notCarried())
        .anyMatch(text -> text.contains("read-only"))
        .anyMatch(text -> text.contains("lost with them"));
    MssqlDatabase snapshot = scene.engine.database(HOSTILE);
    assertThat(snapshot.condition().readOnly()).isTrue();
    scene.model.add("shop", List.of("three"));
    assertThat(scene.model.rows(HOSTILE)).containsExactly("one", "two");
    assertThat(refusals(shop.prepareDrop(DropOptions.defaults())))
        .containsExactly("no snapshot shows it");
    assertThat(refusals(snapshot.prepareClone(to("x", CloneKind.ZERO_COPY))))
        .contains("the database is no snapshot itself");
    assertThat(refusals(snapshot.prepareClone(CloneOptions.to("x"))))
        .contains("the database is no snapshot itself");
    snapshot.drop(DropOptions.defaults());
    shop.drop(DropOptions.defaults());
    assertThat(names()).isEmpty();
  }

  @Test
  void aStructureHasNeitherRowsNorWhatTellsOfThem() {
    Operation<CloneInfo> planned = shop.prepareClone(to(HOSTILE, CloneKind.STRUCTURE_ONLY));
    assertThat(script(planned))
        .containsExactly(
            "DBCC CLONEDATABASE ([shop], [it's a ]] cl\u00f6ne.]) WITH NO_STATISTICS,"
                + " NO_QUERYSTORE, VERIFY_CLONEDB");
    CloneInfo info = planned.run();
    assertThat(info.notCarried()).anyMatch(text -> text.contains("mssql.writable"));
    assertThat(scene.model.rows(HOSTILE)).isEmpty();
    assertThat(scene.engine.database(HOSTILE).condition().readOnly()).isTrue();
    CloneOptions writable =
        to("w", CloneKind.STRUCTURE_ONLY).toBuilder().option(MssqlClone.WRITABLE, true).build();
    CloneInfo other = shop.clone(writable);
    assertThat(scene.changes()).endsWith("ALTER DATABASE [w] SET READ_WRITE WITH NO_WAIT");
    assertThat(scene.engine.database("w").condition().readOnly()).isFalse();
    assertThat(other.notCarried()).noneMatch(text -> text.contains("mssql.writable"));
  }

  @Test
  void aHalfDoneStructureIsTakenAwayAgain() {
    scene
        .peer
        .script()
        .beginningWith("ALTER DATABASE [w] SET READ_WRITE")
        .once(WireAnswer.error("5069", "ALTER DATABASE statement failed."));
    CloneOptions writable =
        to("w", CloneKind.STRUCTURE_ONLY).toBuilder().option(MssqlClone.WRITABLE, true).build();
    assertThatThrownBy(() -> shop.clone(writable)).isInstanceOf(DatabaseException.class);
    assertThat(names()).containsExactly("shop");
    scene
        .peer
        .script()
        .beginningWith("DBCC CLONEDATABASE")
        .once(WireAnswer.error("1801", "Database 'w' already exists. Choose a different name."));
    assertThatThrownBy(() -> shop.clone(writable)).isInstanceOf(AlreadyExistsException.class);
    assertThat(scene.changes()).filteredOn(sql -> sql.startsWith("DROP")).hasSize(1);
  }

  /** Somebody takes the name when the checks are over, and our statement ends like this. */
  private OperationResult<CloneInfo> overtaken(
      CloneOptions options, String ours, String theirs, WireAnswer ending)
      throws InterruptedException, SQLException {
    WireGate gate = new WireGate();
    scene.peer.script().beginningWith(ours).once(ending.held(gate));
    OperationHandle<CloneInfo> handle =
        scene
            .engine
            .operations()
            .submit(shop.prepareClone(options), OperationContext.builder().build());
    gate.awaitReached(Duration.ofSeconds(10));
    try (Connection other = scene.occupy("master");
        Statement statement = other.createStatement()) {
      statement.execute(theirs);
    }
    gate.open();
    return handle.await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"12592", "2571", "1801", ""})
  void whatSomebodyElseMadeUnderTheNameMeanwhileIsNeverDropped(String number)
      throws InterruptedException, SQLException {
    WireAnswer ending =
        number.isEmpty() ? WireAnswer.drop() : WireAnswer.error(number, "It could not be done.");
    OperationResult<CloneInfo> structure =
        overtaken(
            to("w", CloneKind.STRUCTURE_ONLY), "DBCC CLONEDATABASE", "CREATE DATABASE [w]", ending);
    assertThat(structure.isSuccess()).isFalse();
    OperationResult<CloneInfo> snapshot =
        overtaken(
            to("s", CloneKind.ZERO_COPY),
            "CREATE DATABASE [s]",
            "CREATE DATABASE [s] ON (NAME = [shop], FILENAME = N'/their.ss') AS SNAPSHOT OF [shop]",
            number.equals("12592") ? WireAnswer.done() : ending);
    assertThat(snapshot.isSuccess()).isFalse();
    assertThat(names()).containsExactlyInAnyOrder("shop", "w", "s");
    assertThat(scene.changes()).noneMatch(sql -> sql.startsWith("DROP"));
  }

  @Test
  void aStructureWhoseEndIsNotKnownIsDroppedAsFarAsItIsOurs() {
    MssqlDatabase other = scene.create("other");
    scene
        .peer
        .script()
        .matching("SELECT d\\.name, d\\.is_read_only.*")
        .once(WireAnswer.error("701", "There is insufficient system memory."));
    assertThatThrownBy(() -> shop.clone(to("w", CloneKind.STRUCTURE_ONLY)))
        .isInstanceOf(DatabaseException.class);
    assertThat(names()).containsExactlyInAnyOrder("shop", "other");
    scene
        .peer
        .script()
        .matching("SELECT d\\.name, d\\.is_read_only.*")
        .once(WireAnswer.error("701", "There is insufficient system memory."));
    scene
        .peer
        .script()
        .beginningWith("DROP DATABASE")
        .once(WireAnswer.error("3702", "Cannot drop database because it is currently in use."));
    assertThatThrownBy(() -> other.clone(to("w", CloneKind.STRUCTURE_ONLY)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e ->
                assertThat(e.remedy().orElse(""))
                    .contains("The clone \"w\", perhaps made in part"));
  }

  @Test
  void aStructureThatTheServerDoesNotCallWholeIsNoSuccess() {
    scene.peer.script().beginningWith("DBCC CLONEDATABASE").once(WireAnswer.done());
    assertThatThrownBy(() -> shop.clone(to("w", CloneKind.STRUCTURE_ONLY)))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE))
        .hasMessageContaining("no clone that it calls whole");
    scene.peer.script().matching("CREATE DATABASE \\[s] ON.*").once(WireAnswer.done());
    assertThatThrownBy(() -> shop.clone(to("s", CloneKind.ZERO_COPY)))
        .hasMessageContaining("there is no snapshot");
  }

  @ParameterizedTest
  @CsvSource({
    "COPY, BACKUP DATABASE",
    "COPY, RESTORE DATABASE",
    "COPY, ALTER DATABASE",
    "ZERO_COPY, CREATE DATABASE",
    "STRUCTURE_ONLY, DBCC CLONEDATABASE"
  })
  void aLostAnswerOfWhatTookEffectIsNoFailure(CloneKind kind, String beginning) {
    scene.peer.script().beginningWith(beginning).once(WireAnswer.lost());
    assertThat(shop.clone(to("other", kind)).target()).isEqualTo("other");
    assertThat(names()).containsExactlyInAnyOrder("shop", "other");
  }

  @ParameterizedTest
  @CsvSource({
    "COPY, BACKUP DATABASE",
    "COPY, RESTORE DATABASE",
    "COPY, ALTER DATABASE",
    "ZERO_COPY, CREATE DATABASE",
    "STRUCTURE_ONLY, DBCC CLONEDATABASE"
  })
  void aStatementThatNeverCameIsAFailureAfterWhichACleanRetryWorks(
      CloneKind kind, String beginning) {
    scene.peer.script().beginningWith(beginning).once(WireAnswer.drop());
    assertThatThrownBy(() -> shop.clone(to("other", kind)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
    assertThat(names()).containsExactly("shop");
    assertThat(shop.clone(to("other", kind)).target()).isEqualTo("other");
  }

  @ParameterizedTest
  @CsvSource({
    "BACKUP DATABASE, 3202, STORAGE_FULL",
    "RESTORE DATABASE, 3257, STORAGE_FULL",
    "ALTER DATABASE, 1801, ALREADY_EXISTS"
  })
  void whatFailsHalfWayIsTakenAwayAndTheFileThatStaysIsTold(
      String beginning, String number, ErrorCode code) {
    scene
        .peer
        .script()
        .beginningWith(beginning)
        .once(
            WireAnswer.error(
                number, "Write on \"/b\" failed: 112(There is not enough space on the disk.)"));
    assertThatThrownBy(() -> shop.clone(CloneOptions.to("other")))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.remedy().orElse(""))
                  .containsPattern("may lie at /var/opt/mssql/data/other_[0-9a-f]{8}\\.bak");
            });
    assertThat(names()).containsExactly("shop");
    assertThat(shop.clone(CloneOptions.to("other")).target()).isEqualTo("other");
  }

  @Test
  void aHalfRestoredCopyThatCannotBeDroppedIsNamed() {
    scene
        .peer
        .script()
        .matching("RESTORE DATABASE .* WITH RECOVERY")
        .once(WireAnswer.error("9004", "An error occurred while processing the log."));
    scene
        .peer
        .script()
        .beginningWith("DROP DATABASE")
        .once(WireAnswer.error("3702", "Cannot drop database because it is currently in use."));
    assertThatThrownBy(() -> shop.clone(CloneOptions.to("other")))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e ->
                assertThat(e.remedy().orElse(""))
                    .contains("may lie at /var/opt/mssql/data/other_")
                    .containsPattern("gds_new_[0-9a-f]{8}, restored under this name first"));
  }

  @Test
  void aFullDiskOfTheBackupIsAnErrorOfStorage() {
    scene
        .peer
        .script()
        .beginningWith("BACKUP DATABASE")
        .once(
            WireAnswer.notice("3211", "10 percent processed.")
                .then(
                    WireAnswer.error(
                        "3202", "Write on \"/b/x.bak\" failed: 112(There is not enough space.)")));
    assertThatThrownBy(() -> shop.clone(CloneOptions.to("other")))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void aCancelledCopyLeavesNoDatabaseBehind() throws InterruptedException {
    WireGate gate = new WireGate();
    scene.peer.script().beginningWith("RESTORE DATABASE").once(WireAnswer.done().held(gate));
    OperationHandle<CloneInfo> handle =
        scene
            .engine
            .operations()
            .submit(
                shop.prepareClone(CloneOptions.to("other")), OperationContext.builder().build());
    gate.awaitReached(Duration.ofSeconds(10));
    handle.cancel();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(names()).containsExactly("shop");
  }

  @Test
  void optionsOfAnotherKindAndFaultyOnesAreRefusedAllAtOnce() {
    CloneOptions faulty =
        CloneOptions.builder()
            .to("other")
            .option(MssqlClone.WRITABLE, true)
            .option(MssqlClone.DATA_DIRECTORY, "a\nb")
            .build();
    assertThatThrownBy(() -> shop.prepareClone(faulty))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mssql.writable")
        .hasMessageContaining("does not belong to COPY clones")
        .hasMessageContaining("control characters");
    assertThatThrownBy(
            () ->
                shop.prepareClone(
                    CloneOptions.builder().to("o").pointInTime(Instant.EPOCH).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("of the present");
    assertThatThrownBy(
            () ->
                shop.prepareClone(
                    CloneOptions.builder().to("o").targetEngine(scene.info("sa", "first")).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no other server");
    assertThatThrownBy(() -> shop.prepareClone(to("o", CloneKind.TEMPLATE)))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThat(scene.changes()).containsExactly("CREATE DATABASE [shop]");
  }

  @Test
  void whatALoginLacksIsNamedForEachKind() {
    MssqlDatabase seen = scene.clerk().database("shop");
    assertThat(refusals(seen.prepareClone(to("o", CloneKind.ZERO_COPY))))
        .contains(
            "the login may do what owners of the database do", "the login may create databases");
    assertThat(refusals(seen.prepareClone(to("o", CloneKind.STRUCTURE_ONLY))))
        .contains("the login may run DBCC CLONEDATABASE");
    CapabilityReport report = seen.capabilities();
    assertThat(report.status(SupportsClone.class, CloneKind.STRUCTURE_ONLY).reason())
        .contains("sysadmin");
    assertThat(report.status(SupportsClone.class, CloneKind.COPY).availability())
        .isEqualTo(Availability.PERMISSION);
    scene.model.grant("clerk", "CREATE ANY DATABASE");
    assertThat(refusals(seen.prepareClone(CloneOptions.to("o"))))
        .containsExactly("the login may back the database up");
    assertThat(seen.capabilities().status(SupportsClone.class, CloneKind.COPY).reason())
        .contains("BACKUP DATABASE");
    scene.model.grant("clerk", "ALTER ANY DATABASE");
    assertThatThrownBy(() -> seen.clone(to("o", CloneKind.ZERO_COPY)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.details().get("right")).contains("ownership of the database"));
    assertThat(names()).containsExactly("shop");
  }

  @Test
  void theServersVersionAndEditionDecideWhichKindsThereAre() {
    try (MssqlScene managed =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      assertThat(managed.create("x").capability(SupportsClone.class)).isEmpty();
    }
    scene
        .peer
        .script()
        .beginningWith("SELECT " + MssqlProduct.COLUMNS)
        .answer(
            WireAnswer.rows(
                    "product_version nvarchar(128)", "edition nvarchar(128)", "engine_edition int")
                .row("13.0.1601.5", "Standard Edition (64-bit)", 2));
    MssqlDatabase older = scene.open("sa", "first").database("shop");
    assertThat(older.cloneKinds()).containsExactly(CloneKind.COPY);
    assertThatThrownBy(() -> older.prepareClone(to("o", CloneKind.ZERO_COPY)))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("13.0.4001");
  }

  @Test
  void aSnapshotOfTablesInMemoryIsRefused() {
    scene
        .peer
        .script()
        .beginningWith("SELECT COUNT(*) AS groups_in_memory")
        .answer(WireAnswer.rows("groups_in_memory int").row(1));
    assertThat(refusals(shop.prepareClone(to("o", CloneKind.ZERO_COPY))))
        .containsExactly("it has no tables in memory");
  }

  @Test
  void aCloneTakesSoManyStatements() {
    assertThat(scene.statements(() -> shop.clone(CloneOptions.to("a")))).isEqualTo(20);
    assertThat(scene.statements(() -> shop.clone(to("b", CloneKind.ZERO_COPY)))).isEqualTo(11);
    assertThat(scene.statements(() -> shop.clone(to("c", CloneKind.STRUCTURE_ONLY)))).isEqualTo(8);
  }
}
