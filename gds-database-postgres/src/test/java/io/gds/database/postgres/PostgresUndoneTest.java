package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.StepContext;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Check;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.testkit.server.PostgresTestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is left of work that was not finished: nothing, whoever ended it and whatever it had made.
 */
class PostgresUndoneTest {
  private static final String SLOW =
      "for a; do case $a in --dbname*) sleep 60;; esac; done; exec \"$real\" \"$@\"";

  private Depot depot;

  @BeforeEach
  void open() throws Exception {
    depot =
        Depot.on(
            PostgresTestServer.builder()
                .major(PostgresMajors.oldestWithTools())
                .setting("wal_level", "logical")
                .local()
                .share());
  }

  @AfterEach
  void close() throws Exception {
    depot.close();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void closingTheEngineDropsWhatARestoreHasMade() throws Exception {
    PostgresDatabase database = depot.filled(20);
    BackupInfo backup = depot.backup(database);
    String content = depot.content(database.name());
    Path bin = depot.faked("pg_restore", SLOW);
    PostgresEngine engine = depot.open(depot.server.url("postgres"));
    OperationHandle<RestoreInfo> running =
        engine
            .operations()
            .submit(
                engine
                    .database(database.name())
                    .prepareRestore(
                        Depot.from(backup)
                            .overwrite(true)
                            .option(PostgresRestore.TOOLS, bin)
                            .build()),
                OperationContext.none());
    await(() -> !depot.leftovers().isEmpty());
    engine.close();
    assertThat(running.await(Duration.ofSeconds(10)).orElseThrow().outcome())
        .isEqualTo(Outcome.CANCELLED);
    assertThat(depot.leftovers()).isEmpty();
    assertThat(depot.content(database.name())).isEqualTo(content);
  }

  @Test
  void closingTheEngineWhileItWaitsForSessionsLetsPeopleInAgain() throws Exception {
    PostgresDatabase database = depot.filled(20);
    BackupInfo backup = depot.backup(database);
    PostgresEngine engine = depot.open(depot.server.url("postgres"));
    try (Connection user = depot.server.connect(database.name())) {
      String pid = Sessions.pid(user);
      Sessions.signal("STOP", pid);
      try {
        OperationHandle<RestoreInfo> running =
            engine
                .operations()
                .submit(
                    engine
                        .database(database.name())
                        .prepareRestore(Depot.from(backup).overwrite(true).force(true).build()),
                    OperationContext.none());
        await(() -> !isOpen(database));
        engine.close();
        assertThat(running.await(Duration.ofSeconds(10)).orElseThrow().outcome())
            .isEqualTo(Outcome.CANCELLED);
      } finally {
        Sessions.signal("CONT", pid);
      }
    }
    assertThat(isOpen(database)).isTrue();
    // A server drops nothing before each of its processes has heard of it, the stopped one too.
    await(() -> depot.leftovers().isEmpty());
  }

  private boolean isOpen(PostgresDatabase database) {
    return depot
        .server
        .value("SELECT datallowconn FROM pg_database WHERE datname = '" + database.name() + "'")
        .orElseThrow()
        .equals("t");
  }

  @Test
  void aTemplateThatIsNotFinishedIsDroppedToo() throws Exception {
    PostgresDatabase database = depot.filled(5);
    database.alter(AlterOptions.builder().option(PostgresAlter.IS_TEMPLATE, true).build());
    BackupInfo backup = depot.backup(database);
    database.alter(AlterOptions.builder().option(PostgresAlter.IS_TEMPLATE, false).build());
    String taken = depot.name();
    // Somebody takes the name while it is being restored.
    Path bin =
        depot.faked(
            "pg_restore",
            "\"$real\" \"$@\" || exit $?\ncase \"$*\" in *--dbname*) '"
                + depot.tools.tool("psql")
                + "' -q -d '"
                + depot.uri("postgres")
                + "' -c 'CREATE DATABASE "
                + taken
                + "';; esac");
    assertThatThrownBy(
            () ->
                depot
                    .engine
                    .database(taken)
                    .restore(Depot.from(backup).option(PostgresRestore.TOOLS, bin).build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(depot.leftovers()).isEmpty();
  }

  private PostgresDatabase subscribing() {
    PostgresDatabase database = depot.filled(5);
    depot.server.executeIn(
        database.name(),
        "CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 port=9 dbname=x' PUBLICATION p"
            + " WITH (connect = false)");
    return database;
  }

  private void unsubscribe(PostgresDatabase database) {
    depot.server.executeIn(
        database.name(), "ALTER SUBSCRIPTION sub SET (slot_name = NONE)", "DROP SUBSCRIPTION sub");
  }

  @ParameterizedTest
  @EnumSource(names = {"CUSTOM", "PLAIN"})
  void aTrialOfADatabaseWithSubscriptionsIsDroppedToo(PostgresBackupFormat format) {
    PostgresDatabase database = subscribing();
    try {
      BackupInfo backup = depot.backup(database, PostgresBackup.FORMAT, format);
      depot.engine.verifyBackup(
          VerifyOptions.builder()
              .backup(backup.location())
              .level(VerifyLevel.RESTORE)
              .option(PostgresRestore.RUN_SCRIPT, true)
              .build());
      assertThat(depot.leftovers()).isEmpty();
    } finally {
      unsubscribe(database);
    }
  }

  @Test
  void subscriptionsComeBackDisabledAndAreTold() {
    PostgresDatabase database = subscribing();
    PostgresDatabase other = depot.engine.database(depot.name());
    try {
      BackupInfo backup = depot.backup(database);
      RestoreInfo info = other.restore(Depot.from(backup).build());
      assertThat(info.next()).anyMatch(text -> text.contains("1 subscriptions"));
      assertThat(depot.server.value("SELECT bool_or(subenabled) FROM pg_subscription"))
          .contains("f");
      unsubscribe(other);
    } finally {
      unsubscribe(database);
    }
  }

  @Test
  void aCopyThatIsCancelledLeavesNoSessionThatHoldsLocks() throws Exception {
    PostgresDatabase database = depot.filled(5);
    try (Connection blocker = depot.server.connect(database.name())) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
      OperationHandle<CloneInfo> running =
          depot
              .engine
              .operations()
              .submit(
                  database.prepareClone(
                      CloneOptions.builder().to(depot.name()).kind(CloneKind.COPY).build()),
                  OperationContext.none());
      await(() -> waiting().equals("1"));
      running.cancel();
      assertThat(running.await(Duration.ofSeconds(10)).orElseThrow().outcome())
          .isEqualTo(Outcome.CANCELLED);
      assertThat(waiting()).isEqualTo("0");
      assertThat(depot.toolSessions()).isEqualTo("0");
      assertThat(depot.leftovers()).isEmpty();
    }
  }

  private String waiting() {
    return depot
        .server
        .value(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'gds%' AND"
                + " wait_event_type = 'Lock'")
        .orElseThrow();
  }

  @Test
  void aCopyWhoseFirstHalfBreaksDownDoesNotWaitForEver() {
    PostgresDatabase database = depot.filled(5);
    String target = depot.name();
    depot.server.execute("CREATE DATABASE " + target + " TEMPLATE template0");
    PostgresContext context = ((DefaultPostgresEngine) depot.engine).context();
    PostgresCloneTools tools =
        new PostgresCloneTools(
            context,
            context,
            CloneOptions.builder().to(target).kind(CloneKind.COPY).build(),
            CloneKind.COPY);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> tools.run(database.name(), target, new BrokenStep()))
                .isInstanceOf(StackOverflowError.class));
    tools.endSessions();
    assertThat(depot.toolSessions()).isEqualTo("0");
  }

  /** Breaks down as soon as it is told anything. */
  private static final class BrokenStep implements StepContext {
    private final StepContext quiet = new QuietStep();

    @Override
    public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {
      throw new StackOverflowError("for the test");
    }

    @Override
    public void bytes(long count) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public Optional<Duration> remaining() {
      return Optional.empty();
    }

    @Override
    public void throwIfCancelled() {}

    @Override
    public Registration onCancel(Runnable hook) {
      return quiet.onCancel(hook);
    }
  }

  @Test
  void aReplacementThatCouldNotBeEndedIsNotBegun() {
    PostgresDatabase database = depot.filled(5);
    database.alter(AlterOptions.builder().option(PostgresAlter.IS_TEMPLATE, true).build());
    String role = depot.role("stranger");
    assertThat(
            database
                .prepareCreate(CreateOptions.builder().mode(CreateMode.REPLACE).build())
                .checks())
        .filteredOn(Check::refused)
        .extracting(Check::rule)
        .containsExactly("it is no template");
    PostgresDatabase strangers =
        depot
            .open(depot.server.url("postgres").replace(depot.server.superuser() + "@", role + "@"))
            .database(database.name());
    assertThatThrownBy(() -> strangers.setState(SetStateOptions.of(StateChange.OFFLINE)))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("may alter the database");
    database.alter(AlterOptions.builder().option(PostgresAlter.IS_TEMPLATE, false).build());
    assertThat(depot.content(database.name())).startsWith("5 ");
  }
}
