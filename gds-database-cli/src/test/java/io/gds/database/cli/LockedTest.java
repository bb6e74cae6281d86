package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line on databases that another process keeps locked. */
class LockedTest {
  private static final String INSERT = "insert into t (mark) values ('theirs')";

  @TempDir private Path directory;
  private SqliteShelf shelf;

  @BeforeEach
  void fill() throws Exception {
    shelf = new SqliteShelf(directory);
    shelf.fill("new", "delete", 10, "new");
    shelf.fill("plain", "delete", 100, "old");
    shelf.fill("log", "wal", 100, "old");
    assertThat(shelf.gds("backup new --to DIR/new.gds").code()).isZero();
  }

  /** Keeps readers away as well. */
  private SqliteChild holdingPlain() throws Exception {
    return SqliteChild.holding(shelf.file("plain"), "begin exclusive", INSERT);
  }

  /** Likewise; in WAL mode that takes more than a transaction. */
  private SqliteChild holdingLog() throws Exception {
    return SqliteChild.holding(
        shelf.file("log"), "pragma locking_mode = exclusive", "begin exclusive", INSERT);
  }

  private static Stream<String> waiting(String name) {
    return Stream.of(
        "backup " + name + " --to DIR/b-" + name + ".gds",
        "clone " + name + " c-" + name,
        "restore " + name + " --from DIR/new.gds --overwrite --yes");
  }

  /** Side by side, since each waits for ten seconds. */
  private Map<String, Run> together(List<String> commands) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(commands.size());
    try {
      Map<String, CompletableFuture<Run>> begun = new LinkedHashMap<>();
      for (String command : commands) {
        begun.put(
            command,
            CompletableFuture.supplyAsync(() -> shelf.gds(command + " --output json"), threads));
      }
      Map<String, Run> ended = new LinkedHashMap<>();
      for (Map.Entry<String, CompletableFuture<Run>> one : begun.entrySet()) {
        ended.put(one.getKey(), one.getValue().get());
      }
      return ended;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertRefused(Run run, int exitCode, String code) {
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(exitCode);
    assertThat(run.out()).containsPattern("\"error\" : \\{\\s+\"code\" : \"" + code + "\"");
    assertThat(run.err()).contains("[" + code).doesNotContain("Exception");
  }

  private static void assertHolderIsNamed(Run run, SqliteChild holder) {
    assertThat(run.err()).containsPattern("process " + holder.pid() + "\\b");
    assertThat(run.err()).contains("gds: remedy: ");
  }

  private void assertNothingElseIsThere() throws Exception {
    assertThat(shelf.files())
        .filteredOn(name -> !name.matches(".*-(wal|shm|journal)"))
        .containsExactly("log.db", "new.db", "new.gds", "new.gds.manifest.json", "plain.db");
  }

  @Test
  void whatIsLockedIsLeftAloneItsHolderIsNamedAndAfterwardsTheSameCommandsSucceed()
      throws Exception {
    try (SqliteChild plain = holdingPlain();
        SqliteChild log = holdingLog()) {
      together(Stream.of("plain", "log").flatMap(LockedTest::waiting).toList())
          .forEach(
              (command, run) -> {
                assertRefused(run, ExitCodes.FAILED, "LOCKED");
                assertHolderIsNamed(run, command.contains("plain") ? plain : log);
              });
      assertNothingElseIsThere();
      plain.release();
      log.release();
    }
    for (String name : List.of("plain", "log")) {
      assertThat(shelf.marks(name)).isEqualTo("old,theirs");
      for (String command : waiting(name).toList()) {
        Run run = shelf.gds(command);
        assertThat(run.code()).as(command + ": " + run.err()).isZero();
      }
      assertThat(shelf.gds("verify DIR/b-" + name + ".gds --level restore").code()).isZero();
      assertThat(shelf.marks("c-" + name)).isEqualTo("old,theirs");
      assertThat(shelf.marks(name)).isEqualTo("new");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "log"})
  void whatIsLockedIsNotDroppedBeforeItsHolderHasEnded(String name) throws Exception {
    String drop = "drop " + name + " --yes --output json";
    try (SqliteChild holder = name.equals("plain") ? holdingPlain() : holdingLog()) {
      Run run = shelf.gds(drop);
      assertRefused(run, ExitCodes.FAILED, "DATABASE_IN_USE");
      assertHolderIsNamed(run, holder);
      assertNothingElseIsThere();
      holder.release();
    }
    assertThat(shelf.marks(name)).isEqualTo("old,theirs");
    assertThat(shelf.gds(drop).code()).isZero();
    assertThat(shelf.files()).noneMatch(file -> file.startsWith(name));
  }

  @Test
  void aTimeOutThatIsShorterThanTheWaitEndsItAndNothingIsChanged() throws Exception {
    try (SqliteChild holder = holdingPlain()) {
      for (String command : waiting("plain").toList()) {
        Run run = shelf.gds(command + " --timeout 300ms --output json");
        assertRefused(run, ExitCodes.NO_CONNECTION, "TIMEOUT");
      }
      assertNothingElseIsThere();
      holder.release();
    }
    assertThat(shelf.marks("plain")).isEqualTo("old,theirs");
  }

  @Test
  void inWalModeAWriterIsWaitedForByTheRestoreOnlyAndReadersSeeWhatWasBefore() throws Exception {
    try (SqliteChild writer = SqliteChild.holding(shelf.file("log"), "begin exclusive", INSERT)) {
      assertThat(shelf.gds("backup log --to DIR/b.gds").code()).isZero();
      assertThat(shelf.gds("clone log c").code()).isZero();
      Run restore = shelf.gds("restore log --from DIR/new.gds --overwrite --yes --timeout 300ms");
      assertThat(restore.code()).isEqualTo(ExitCodes.NO_CONNECTION);
      writer.release();
    }
    assertThat(shelf.marks("c")).isEqualTo("old");
    assertThat(shelf.marks("log")).isEqualTo("old,theirs");
    assertThat(shelf.gds("verify DIR/b.gds --level restore").code()).isZero();
  }
}
