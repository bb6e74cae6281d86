package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteClonesTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private static CloneOptions structure(String target) {
    return CloneOptions.builder().to(target).kind(CloneKind.STRUCTURE_ONLY).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void aCopyHasContentNumbersAndJournalMode(String journalMode) throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", journalMode, 300);
    Sandbox.on(sandbox.file("shop"), "PRAGMA user_version = 3", "PRAGMA application_id = 4");
    CloneInfo info;
    try (Connection open = Sandbox.connect(sandbox.file("shop"))) {
      Sandbox.run(open, "INSERT INTO item (mark) VALUES ('late')");
      info = shop.clone(CloneOptions.to("copy"));
    }
    assertThat(info.kind()).isEqualTo(CloneKind.COPY);
    assertThat(info.consistentAt()).isPresent();
    assertThat(info.bytes()).hasValue(Files.size(sandbox.file("copy")));
    assertThat(Sandbox.content(sandbox.file("copy")))
        .isEqualTo(Sandbox.content(sandbox.file("shop")));
    assertThat(Sandbox.ask(sandbox.file("copy"), "PRAGMA user_version")).isEqualTo("3");
    assertThat(Sandbox.ask(sandbox.file("copy"), "PRAGMA application_id")).isEqualTo("4");
    assertThat(Sandbox.ask(sandbox.file("copy"), "PRAGMA journal_mode")).isEqualTo(journalMode);
    assertThat(sandbox.files()).containsExactly("copy.db", "shop.db");
  }

  @Test
  void structureIsTablesIndexesViewsTriggersAndNoRow() {
    Sandbox.on(
        sandbox.file("shop"),
        "PRAGMA encoding = 'UTF-16le'",
        "PRAGMA page_size = 2048",
        "PRAGMA auto_vacuum = INCREMENTAL",
        "PRAGMA user_version = 9",
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, \"strange \"\"name\" TEXT UNIQUE)",
        "CREATE TABLE b (k TEXT, n INT, PRIMARY KEY (k, n)) WITHOUT ROWID",
        "CREATE TABLE c (x INT, y INT AS (x * 2) STORED, CHECK (x > 0)) STRICT",
        "CREATE INDEX i ON b (n DESC) WHERE n > 1",
        "CREATE VIEW v AS SELECT * FROM missing_later",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES ('x', new.id); END",
        "CREATE VIRTUAL TABLE words USING fts5 (body)",
        "INSERT INTO a (\"strange \"\"name\") VALUES ('1'), ('2')",
        "INSERT INTO words VALUES ('some words')",
        "ANALYZE");
    CloneInfo info = sandbox.database("shop").clone(structure("shape"));
    Path shape = sandbox.file("shape");
    String schema =
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2";
    assertThat(Sandbox.ask(shape, schema)).isEqualTo(Sandbox.ask(sandbox.file("shop"), schema));
    assertThat(Sandbox.ask(shape, "SELECT (SELECT count(*) FROM a) + (SELECT count(*) FROM b)"))
        .isEqualTo("0");
    assertThat(Sandbox.ask(shape, "SELECT count(*) FROM words")).isEqualTo("0");
    assertThat(Sandbox.ask(shape, "SELECT count(*) FROM sqlite_sequence")).isEqualTo("0");
    for (String pragma : new String[] {"encoding", "page_size", "auto_vacuum", "user_version"}) {
      assertThat(Sandbox.ask(shape, "PRAGMA " + pragma))
          .as(pragma)
          .isEqualTo(Sandbox.ask(sandbox.file("shop"), "PRAGMA " + pragma));
    }
    assertThat(info.notCarried()).contains("rows");
    assertThat(info.kind().hasData()).isFalse();
  }

  @Test
  void aDefinitionThatIsNoneIsNotRun() {
    Sandbox.on(
        sandbox.file("shop"),
        "CREATE TABLE t (a)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a); ATTACH ''"
            + sandbox.root().resolve("evil.db")
            + "'' AS evil'");
    assertThatThrownBy(() -> sandbox.database("shop").clone(structure("shape")))
        .isInstanceOf(DatabaseException.class);
    assertThat(sandbox.root().resolve("evil.db")).doesNotExist();
    assertThat(sandbox.files()).containsExactly("shop.db");
  }

  @Test
  void whatOnlyTheApplicationKnowsIsNamedInTheRefusal() throws Exception {
    try (Connection connection = Sandbox.connect(sandbox.file("shop"))) {
      org.sqlite.Collation.create(
          connection,
          "backwards",
          new org.sqlite.Collation() {
            @Override
            protected int xCompare(String one, String other) {
              return other.compareTo(one);
            }
          });
      Sandbox.run(
          connection, "CREATE TABLE t (a TEXT COLLATE backwards)", "CREATE INDEX strange ON t (a)");
    }
    assertThatThrownBy(() -> sandbox.database("shop").clone(structure("shape")))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("the table t")
        .hasMessageContaining("backwards");
    assertThat(sandbox.files()).containsExactly("shop.db");
    sandbox.database("shop").clone(CloneOptions.to("copy"));
  }

  @Test
  void aCloneCanGoToAnotherDirectory() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 20);
    shop.clone(
        CloneOptions.builder()
            .to("elsewhere")
            .targetEngine(
                ConnectionInfo.builder(DatabaseType.SQLITE).path(sandbox.backups()).build())
            .build());
    assertThat(Sandbox.content(sandbox.backups().resolve("elsewhere.db")))
        .isEqualTo(Sandbox.content(sandbox.file("shop")));
    assertThat(sandbox.files()).containsExactly("shop.db");
  }

  @ParameterizedTest
  @EnumSource(
      value = CloneKind.class,
      names = {"ZERO_COPY", "TEMPLATE"})
  void otherKindsAreRefusedWithTheReason(CloneKind kind) {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    assertThatThrownBy(() -> shop.prepareClone(CloneOptions.builder().to("x").kind(kind).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("SupportsClone." + kind);
  }

  @Test
  void optionsThatMeanNothingHereAreRefused() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 5);
    for (CloneOptions options :
        new CloneOptions[] {
          CloneOptions.builder().to("x").pointInTime(Instant.EPOCH).build(),
          CloneOptions.builder()
              .to("x")
              .targetEngine(
                  ConnectionInfo.builder(DatabaseType.POSTGRESQL).host("localhost").build())
              .build()
        }) {
      assertThatThrownBy(() -> shop.prepareClone(options))
          .isInstanceOf(UnsupportedCapabilityException.class);
    }
    ConnectionInfo withLogIn =
        ConnectionInfo.builder(DatabaseType.SQLITE)
            .path(sandbox.backups())
            .credentials(Credentials.password("ada", SecretRef.of("env", "X")))
            .build();
    for (CloneOptions faulty :
        new CloneOptions[] {
          CloneOptions.to("../x"), CloneOptions.builder().to("x").targetEngine(withLogIn).build()
        }) {
      assertThatThrownBy(() -> shop.prepareClone(faulty))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void aCancelledCloneLeavesNothing() throws Exception {
    SqliteDatabase shop = sandbox.filled("shop", "wal", 60_000);
    OperationHandle<CloneInfo> handle =
        sandbox
            .engine()
            .operations()
            .submit(
                shop.prepareClone(
                    CloneOptions.builder()
                        .to("copy")
                        .option(SqliteClone.PAGES_PER_STEP, 1)
                        .build()),
                OperationContext.none());
    while (handle.progress().filter(now -> now.done() > 0).isEmpty() && !handle.isDone()) {
      Thread.sleep(1);
    }
    handle.cancel();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(sandbox.files()).containsExactly("shop.db");
  }

  @Test
  void aKillInTheMiddleLeavesNoCloneAndTheNextRunIsClean() {
    SqliteDatabase shop = sandbox.filled("shop", "delete", 60_000);
    try (ChildJvm child =
        ChildJvm.start("clone", sandbox.data().toString(), "shop", "copy", "copying pages")) {
      child.awaitLine("HALFWAY");
      child.kill();
    }
    assertThat(sandbox.files()).anyMatch(name -> name.contains(".partial"));
    assertThat(sandbox.database("copy").exists()).isFalse();
    shop.clone(CloneOptions.to("copy"));
    assertThat(sandbox.files()).containsExactly("copy.db", "shop.db");
  }
}
