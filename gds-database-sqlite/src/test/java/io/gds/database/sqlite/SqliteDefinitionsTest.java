package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteDefinitionsTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void everyCreateOptionIsKeptByTheFile() {
    SqliteDatabase database =
        sandbox
            .database("shop")
            .create(
                CreateOptions.builder()
                    .option(SqliteCreate.PAGE_SIZE, 1024)
                    .option(SqliteCreate.ENCODING, SqliteEncoding.UTF_16BE)
                    .option(SqliteCreate.JOURNAL_MODE, SqliteJournalMode.WAL)
                    .option(SqliteCreate.APPLICATION_ID, -5)
                    .option(SqliteCreate.USER_VERSION, 12)
                    .build());
    SqliteDatabaseMetadata metadata = database.refresh();
    assertThat(metadata.pageSize()).isEqualTo(1024);
    assertThat(metadata.encoding()).contains("UTF-16be");
    assertThat(metadata.journalMode()).contains(SqliteJournalMode.WAL);
    assertThat(metadata.applicationId()).isEqualTo(-5);
    assertThat(metadata.userVersion()).isEqualTo(12);
    assertThat(sandbox.files()).containsExactly("shop.db");
  }

  @Test
  void theDefaultsAreThoseOfSqlite() {
    SqliteDatabaseMetadata metadata =
        sandbox.database("shop").create(CreateOptions.defaults()).refresh();
    assertThat(metadata.pageSize()).isEqualTo(SqliteCreate.PAGE_SIZE.defaultValue().orElseThrow());
    assertThat(metadata.encoding()).contains("UTF-8");
    assertThat(metadata.journalMode()).contains(SqliteJournalMode.DELETE);
    assertThat(metadata.applicationId()).isZero();
    assertThat(metadata.userVersion()).isZero();
    assertThat(metadata.pageCount()).isPositive();
  }

  @Test
  void whatSqliteDoesNotHaveIsRefusedAtOnce() {
    assertThatThrownBy(
            () ->
                sandbox
                    .database("shop")
                    .create(
                        CreateOptions.builder()
                            .owner("ada")
                            .collation("x")
                            .option(SqliteCreate.PAGE_SIZE, 1000)
                            .build()))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.faults()).hasSize(3));
    assertThatThrownBy(
            () -> sandbox.database("shop").alter(AlterOptions.builder().owner("ada").build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("owner");
    assertThat(sandbox.files()).isEmpty();
  }

  @Test
  void aSideFileLeftByAnEarlierDatabaseDoesNotHauntANewOne() throws Exception {
    Path file = sandbox.file("shop");
    Sandbox.fill(file, "wal", 50, "old");
    try (Connection open = Sandbox.connect(file)) {
      Sandbox.run(open, "PRAGMA wal_autocheckpoint = 0", "UPDATE item SET mark = 'older'");
      Files.copy(SideFiles.with(file, "-wal"), sandbox.root().resolve("saved"));
    }
    Files.delete(file);
    Files.move(sandbox.root().resolve("saved"), SideFiles.with(file, "-wal"));
    sandbox.database("shop").create(CreateOptions.defaults());
    assertThat(Sandbox.ask(file, "SELECT count(*) FROM sqlite_schema")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void aDropTakesTheSideFilesWithIt(String journalMode) throws Exception {
    SqliteDatabase database = sandbox.filled("shop", journalMode, 50);
    Files.write(SideFiles.with(sandbox.file("shop"), "-shm"), new byte[10]);
    database.drop(DropOptions.builder().force(true).build());
    assertThat(sandbox.files()).isEmpty();
    database.drop(DropOptions.builder().ifExists(true).build());
  }

  @Test
  void anOpenConnectionInWalModeKeepsADatabaseFromBeingDroppedEvenWhenItIdles() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "wal", 50);
    try (Connection idle = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.ask(idle, "SELECT count(*) FROM item");
      for (boolean force : new boolean[] {false, true}) {
        assertThatThrownBy(() -> database.drop(DropOptions.builder().force(force).build()))
            .isInstanceOf(DatabaseInUseException.class);
      }
      assertThat(Sandbox.ask(idle, "SELECT count(*) FROM item")).isEqualTo("50");
    }
    assertThat(Sandbox.ask(sandbox.file("shop"), "PRAGMA journal_mode")).isEqualTo("wal");
    database.drop(DropOptions.defaults());
  }

  @Test
  void anIdleConnectionOfAnotherProcessIsSeenWhereTheSystemTells() {
    SqliteDatabase database = sandbox.filled("shop", "delete", 5);
    try (ChildJvm child =
        ChildJvm.start("hold", sandbox.file("shop").toString(), "SELECT count(*) FROM item")) {
      child.awaitLine("HOLDING");
      org.junit.jupiter.api.Assumptions.assumeTrue(
          SqliteHolders.of(sandbox.file("shop")).isPresent(), "this system has no /proc");
      for (Runnable change :
          List.<Runnable>of(
              () -> database.drop(DropOptions.defaults()),
              () -> database.alter(AlterOptions.rename("other")),
              () -> database.create(CreateOptions.builder().mode(CreateMode.REPLACE).build()))) {
        assertThatThrownBy(change::run)
            .isInstanceOf(DatabaseInUseException.class)
            .hasMessageContaining(Long.toString(child.pid()));
      }
    }
    assertThat(database.exists()).isTrue();
  }

  @Test
  void connectionsHandedOutByTheEngineDoNotStandInTheWay() throws Exception {
    SqliteDatabase database = sandbox.filled("shop", "wal", 5);
    try (var source = database.openSql()) {
      try (Connection connection = source.getConnection()) {
        assertThat(Sandbox.ask(connection, "PRAGMA foreign_keys")).isEqualTo("1");
        assertThat(Sandbox.ask(connection, "PRAGMA busy_timeout")).isEqualTo("600");
        assertThatThrownBy(() -> database.drop(DropOptions.defaults()))
            .as("while one is in use")
            .isInstanceOf(DatabaseInUseException.class);
      }
      database.drop(DropOptions.defaults());
    }
    assertThat(sandbox.files()).isEmpty();
  }

  @Test
  void aRenameKeepsContentAndJournalMode() {
    SqliteDatabase database = sandbox.filled("shop", "wal", 50);
    String content = Sandbox.content(sandbox.file("shop"));
    database.alter(AlterOptions.rename("store"));
    assertThat(sandbox.files()).containsExactly("store.db");
    assertThat(Sandbox.content(sandbox.file("store"))).isEqualTo(content);
    assertThat(Sandbox.ask(sandbox.file("store"), "PRAGMA journal_mode")).isEqualTo("wal");
    assertThatThrownBy(() -> database.alter(AlterOptions.rename("x")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> sandbox.database("store").alter(AlterOptions.rename("a/b")))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void aNameThatIsTakenWhileTheRenameWaitsCostsNobodyHisContent() throws Exception {
    SqliteDatabase waiting = sandbox.filled("waiting", "wal", 3);
    Path newcomer = sandbox.file("newcomer");
    Operation<?> rename = waiting.prepareAlter(AlterOptions.rename("newcomer"));
    try (Connection lock = Sandbox.connect(sandbox.file("waiting"))) {
      Sandbox.run(lock, "BEGIN IMMEDIATE");
      OperationHandle<?> handle =
          sandbox.engine().operations().submit(rename, OperationContext.none());
      Thread.sleep(200);
      try (Connection other = Sandbox.connect(newcomer)) {
        Sandbox.run(
            other,
            "PRAGMA journal_mode = wal",
            "PRAGMA wal_autocheckpoint = 0",
            "CREATE TABLE only_in_the_log (a)");
        lock.close();
        assertThat(handle.await().error())
            .hasValueSatisfying(
                e -> assertThat(e.code()).isIn(ErrorCode.ALREADY_EXISTS, ErrorCode.PLAN_STALE));
        assertThat(SideFiles.unfinished(newcomer)).isNotEmpty();
      }
    }
    assertThat(Sandbox.ask(newcomer, "SELECT name FROM sqlite_schema"))
        .isEqualTo("only_in_the_log");
    assertThat(Sandbox.ask(sandbox.file("waiting"), "PRAGMA journal_mode")).isEqualTo("wal");
  }

  @Test
  void whatIsTakenAndLetGoUnchangedHasItsJournalModeAgain() {
    sandbox.filled("shop", "wal", 3);
    SqliteContext context = ((DefaultSqliteEngine) sandbox.engine()).context();
    SqliteFileFacts facts = context.files().require("shop");
    try (SqliteExclusive exclusive = SqliteExclusive.of(context, facts, new PlainStep())) {
      assertThat(exclusive.wasWal()).isTrue();
    }
    assertThat(Sandbox.ask(sandbox.file("shop"), "PRAGMA journal_mode")).isEqualTo("wal");
    assertThat(sandbox.files()).containsExactly("shop.db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wal", "delete"})
  void aDatabaseThatNobodyMayWriteIsDroppedAllTheSame(String journalMode) {
    SqliteDatabase shop = sandbox.filled("shop", journalMode, 3);
    shop.setState(SetStateOptions.of(StateChange.READ_ONLY));
    shop.drop(DropOptions.defaults());
    assertThat(sandbox.files()).isEmpty();
  }

  @Test
  void replacingMakesANewDatabaseInTheOldOnesPlace() {
    Sandbox.fill(sandbox.data().resolve("shop.sqlite"), "wal", 50, "old");
    SqliteDatabase database =
        sandbox.database("shop").create(CreateOptions.builder().mode(CreateMode.REPLACE).build());
    assertThat(sandbox.files()).containsExactly("shop.sqlite");
    assertThat(Sandbox.ask(database.metadata().file(), "SELECT count(*) FROM sqlite_schema"))
        .isEqualTo("0");
  }

  @Test
  void theScriptIsWhatIsRun() {
    String script =
        sandbox.database("shop").prepareCreate(CreateOptions.defaults()).script().text();
    assertThat(
            script.lines().filter(line -> line.startsWith("PRAGMA")).collect(Collectors.toList()))
        .hasSize(5);
    assertThat(script).contains(sandbox.file("shop").toString());
  }
}
