package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.Availability;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Step;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresClonesTest {
  private static final String BELONGINGS =
      "SELECT jsonb_build_object('owner', pg_get_userbyid(d.datdba), 'limit', d.datconnlimit,"
          + " 'comment', shobj_description(d.oid, 'pg_database'), 'acl',"
          + " (SELECT jsonb_agg(a::text ORDER BY a::text) FROM unnest(d.datacl) a), 'settings',"
          + " (SELECT jsonb_agg(coalesce(r.rolname, '') || ' ' || s.setconfig::text ORDER BY"
          + " r.rolname) FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE"
          + " s.setdatabase = d.oid), 'open', d.datallowconn)::text FROM pg_database d WHERE"
          + " d.datname = 'NAME'";

  private final DatabaseManager manager = PostgresTestEngines.manager();
  private PostgresTestServer server;
  private PostgresEngine engine;
  private PostgresWitness witness;
  private String source;
  private String target;

  private void on(int major) {
    on(PostgresTestServer.builder().major(major));
  }

  private void on(PostgresTestServer.Builder builder) {
    server = builder.share();
    witness = new PostgresWitness(server);
    witness.sweep();
    engine = PostgresTestEngines.open(manager, server);
    source = PostgresTestEngines.name("source");
    target = PostgresTestEngines.name("target");
    server.execute("CREATE DATABASE " + source);
    server.executeIn(
        source,
        "CREATE TABLE item (id int PRIMARY KEY, body text)",
        "INSERT INTO item SELECT n, repeat('x', 100) FROM generate_series(1, 1000) n");
  }

  @AfterEach
  void end() {
    manager.close();
    if (server != null) {
      witness.sweep();
      server.close();
    }
  }

  private void belong() {
    server.execute(
        "CREATE ROLE shop_owner",
        "CREATE ROLE \"odd role\"\"\" LOGIN",
        "ALTER DATABASE " + source + " OWNER TO shop_owner",
        "ALTER DATABASE " + source + " CONNECTION LIMIT 7",
        "COMMENT ON DATABASE " + source + " IS 'it''s \\ the shop'",
        "REVOKE ALL ON DATABASE " + source + " FROM PUBLIC",
        "GRANT CONNECT ON DATABASE " + source + " TO \"odd role\"\"\" WITH GRANT OPTION",
        "CREATE ROLE guest",
        "SET ROLE \"odd role\"\"\"",
        "GRANT CONNECT ON DATABASE " + source + " TO guest",
        "RESET ROLE",
        "ALTER DATABASE " + source + " SET temp_tablespaces TO pg_default, pg_global",
        "ALTER DATABASE " + source + " SET search_path TO \"$user\", \"odd, one\", public",
        "ALTER DATABASE " + source + " SET work_mem TO '7MB'",
        "ALTER DATABASE " + source + " SET my.own TO 'a, ''b'' \\ c'",
        "ALTER DATABASE " + source + " SET \"TimeZone\" TO 'Europe/Berlin'",
        "ALTER DATABASE " + source + " SET default_transaction_read_only TO on",
        "ALTER ROLE \"odd role\"\"\" IN DATABASE " + source + " SET statement_timeout TO '5s'");
  }

  private String belongings(String database) {
    return server.value(BELONGINGS.replace("NAME", database)).orElseThrow();
  }

  private PostgresDatabase database() {
    return engine.database(source);
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aTemplateCloneHasTheRowsAndAllThatBelongsToItsSource(int major) {
    on(major);
    belong();
    Instant before = Instant.now().minusSeconds(1);
    CloneInfo info = database().clone(CloneOptions.to(target));
    assertThat(info.kind()).isEqualTo(CloneKind.TEMPLATE);
    assertThat(info.consistentAt().orElseThrow()).isAfter(before);
    assertThat(info.bytes().orElseThrow()).isGreaterThan(1_000_000);
    assertThat(info.notCarried()).isEmpty();
    assertThat(witness.content(target)).isEqualTo(witness.content(source));
    assertThat(belongings(target)).isEqualTo(belongings(source));
    assertThat(temporary()).isZero();
  }

  private long temporary() {
    return Long.parseLong(
        server
            .value("SELECT count(*) FROM pg_database WHERE datname LIKE 'gds\\_new\\_%'")
            .orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void theScriptSaysWhatIsSentAndChangesNothing(int major) {
    on(major);
    belong();
    String before = witness.fingerprint();
    Operation<CloneInfo> planned = database().prepareClone(CloneOptions.to(target));
    List<String> texts = planned.script().steps().stream().map(Step::text).toList();
    assertThat(witness.fingerprint()).isEqualTo(before);
    assertThat(texts.get(0))
        .startsWith("CREATE DATABASE \"gds_new_")
        .contains(" OWNER \"shop_owner\" TEMPLATE \"" + source + "\"")
        .endsWith(" ALLOW_CONNECTIONS false");
    assertThat(texts.get(0).contains("STRATEGY wal_log")).isEqualTo(major >= 15);
    assertThat(texts.get(1))
        .contains("SET \"search_path\" TO E'$user', E'odd, one', E'public'")
        .contains("SET \"my\".\"own\" TO <hidden>");
    assertThat(texts.get(texts.size() - 1)).contains("RENAME TO \"" + target + "\"");
  }

  @Test
  void theStrategyCanBeChosenWhereTheServerHasOne() {
    on(PostgresMajors.NEWEST);
    CloneOptions options =
        CloneOptions.builder()
            .to(target)
            .option(PostgresClone.STRATEGY, PostgresCopyStrategy.FILE_COPY)
            .build();
    assertThat(database().prepareClone(options).script().text()).contains("STRATEGY file_copy");
    database().clone(options);
    assertThat(witness.content(target)).isEqualTo(witness.content(source));
  }

  @Test
  void allFaultyOptionsAreNamedAtOnce() {
    on(PostgresMajors.OLDEST);
    assertThatThrownBy(
            () ->
                database()
                    .prepareClone(
                        CloneOptions.builder()
                            .to(target)
                            .option(PostgresClone.STRATEGY, PostgresCopyStrategy.FILE_COPY)
                            .option(PostgresClone.NO_OWNER, true)
                            .build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("postgresql.strategy")
        .hasMessageContaining("needs PostgreSQL 15")
        .hasMessageContaining("postgresql.no-owner");
  }

  @Test
  void thePastAndOtherServersByTheServersOwnCopyAreRefused() {
    on(PostgresMajors.OLDEST);
    assertThatThrownBy(
            () ->
                database()
                    .prepareClone(
                        CloneOptions.builder().to(target).pointInTime(Instant.EPOCH).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no past");
    assertThatThrownBy(
            () ->
                database()
                    .prepareClone(
                        CloneOptions.builder()
                            .to(target)
                            .kind(CloneKind.TEMPLATE)
                            .targetEngine(PostgresTestEngines.info(server))
                            .build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("no other server");
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aSourceInUseIsRefusedAtOnceAndStaysOpen(int major) throws Exception {
    on(major);
    try (Connection other = server.connect(source)) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> database().clone(CloneOptions.to(target)))
          .isInstanceOf(DatabaseInUseException.class)
          .hasMessageContaining("no other session uses the database");
      assertThat(System.nanoTime() - began).isLessThan(3_000_000_000L);
      assertThat(other.isValid(1)).isTrue();
      assertThat(database().exists()).isTrue();
    }
    assertThat(engine.database(target).exists()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void byForceSessionsAreEndedHoweverFastTheyComeBack(int major) throws Exception {
    on(major);
    try (ReturningClients clients = new ReturningClients(server, source)) {
      Operation<CloneInfo> planned =
          database().prepareClone(CloneOptions.builder().to(target).force(true).build());
      assertThat(planned.script().steps().get(0).text())
          .contains("SELECT pg_terminate_backend(pid)")
          .contains("CREATE DATABASE ");
      CloneInfo info = planned.run();
      assertThat(info.target()).isEqualTo(target);
      assertThat(clients.sessions()).isGreaterThanOrEqualTo(4);
    }
    assertThat(witness.content(target)).isEqualTo(witness.content(source));
  }

  @Test
  void whatCannotBeGivenIsSaidAndACloneThatFailsLeavesNothing() {
    on(PostgresMajors.OLDEST);
    server.execute(
        "CREATE ROLE maker LOGIN CREATEDB",
        "CREATE ROLE shop_owner",
        "ALTER DATABASE " + source + " OWNER TO shop_owner",
        "ALTER DATABASE " + source + " IS_TEMPLATE true",
        "ALTER DATABASE " + source + " SET log_statement TO 'all'");
    PostgresEngine maker = PostgresTestEngines.openAs(manager, server, "maker");
    assertThatThrownBy(
            () ->
                maker
                    .database(source)
                    .clone(
                        CloneOptions.builder()
                            .to(target)
                            .option(PostgresClone.TABLESPACE, "nowhere")
                            .build()))
        .isInstanceOf(NotFoundException.class);
    assertThat(temporary()).isZero();
    CloneInfo info = maker.database(source).clone(CloneOptions.to(target));
    assertThat(info.notCarried())
        .anySatisfy(text -> assertThat(text).contains("log_statement"))
        .anySatisfy(text -> assertThat(text).contains("the owner shop_owner"))
        .anySatisfy(text -> assertThat(text).contains("may copy it"));
    assertThat(witness.content(target)).isEqualTo(witness.content(source));
  }

  @Test
  void aRoleThatMayNotIsToldWhichRightItLacks() {
    on(PostgresMajors.OLDEST);
    server.execute("CREATE ROLE few LOGIN");
    PostgresDatabase seen = PostgresTestEngines.openAs(manager, server, "few").database(source);
    assertThatThrownBy(() -> seen.clone(CloneOptions.to(target)))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("the role may create databases")
        .hasMessageContaining("the role may copy the database");
    assertThat(seen.capabilities().status(SupportsClone.class, CloneKind.TEMPLATE).reason())
        .contains("does not own");
    assertThat(seen.capabilities().status(SupportsClone.class).remedy()).contains("CREATEDB");
  }

  @Test
  void preparedTransactionsStandInTheWay() {
    on(
        PostgresTestServer.builder()
            .major(PostgresMajors.OLDEST)
            .setting("max_prepared_transactions", "5"));
    try {
      server.executeIn(source, "BEGIN; INSERT INTO item VALUES (0); PREPARE TRANSACTION 'p'");
      assertThatThrownBy(() -> database().clone(CloneOptions.to(target)))
          .isInstanceOf(DatabaseInUseException.class)
          .hasMessageContaining("prepared transaction");
    } finally {
      server.executeIn(source, "ROLLBACK PREPARED 'p'");
    }
  }

  @Test
  void aCloneWhoseAnswerIsLostIsLookedForInsteadOfBeingMadeTwice() throws Exception {
    on(PostgresMajors.OLDEST);
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
      PostgresEngine behind =
          manager.open(
              PostgresUrls.parse(
                      "postgresql://"
                          + server.superuser()
                          + "@"
                          + proxy.host()
                          + ":"
                          + proxy.port()
                          + "/postgres?sslmode=disable")
                  .orElseThrow(),
              PostgresEngine.class);
      proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "CREATE DATABASE \"gds_new_");
      CloneInfo info = behind.database(source).clone(CloneOptions.to(target));
      assertThat(info.target()).isEqualTo(target);
      proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "CREATE DATABASE \"gds_new_");
      assertThatThrownBy(() -> behind.database(source).clone(CloneOptions.to(target + "2")))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
    }
    assertThat(witness.content(target)).isEqualTo(witness.content(source));
    assertThat(engine.database(target + "2").exists()).isFalse();
    assertThat(temporary()).isZero();
  }

  @Test
  void aCopyThatIsCancelledLeavesNothingBehind() {
    PostgresTools.require();
    on(PostgresTestServer.installed());
    server.executeIn(
        source, "INSERT INTO item SELECT n, repeat('y', 1000) FROM generate_series(2000, 60000) n");
    Operation<CloneInfo> planned =
        database().prepareClone(CloneOptions.builder().to(target).kind(CloneKind.COPY).build());
    CompletableFuture<OperationHandle<CloneInfo>> running = new CompletableFuture<>();
    running.complete(
        engine
            .operations()
            .submit(
                planned,
                OperationContext.builder().progress(now -> running.join().cancel()).build()));
    OperationResult<CloneInfo> result = running.join().await();
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.CANCELLED);
    assertThat(temporary()).isZero();
    assertThat(engine.database(target).exists()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--file=x", "host=127.0.0.1 port=9 dbname=x", "a\"b'c\\ %s\n$HOME"})
  void hostileNamesAreNothingButNames(String name) {
    PostgresTools.require();
    on(PostgresMajors.OLDEST);
    server.execute("ALTER DATABASE " + source + " RENAME TO " + PostgresSql.name(name));
    source = name;
    for (CloneKind kind : PostgresClones.KINDS) {
      String clone = "clone by " + kind + " of " + name;
      database().clone(CloneOptions.builder().to(clone).kind(kind).build());
      assertThat(witness.content(clone).equals(witness.content(name))).isEqualTo(kind.hasData());
    }
  }

  @Test
  void aCopyLeavesItsSourceInUse() throws Exception {
    PostgresTools.require();
    on(PostgresTestServer.installed());
    belong();
    server.execute("ALTER DATABASE " + source + " RESET default_transaction_read_only");
    try (Connection other = server.connect(source)) {
      CloneInfo info =
          database().clone(CloneOptions.builder().to(target).kind(CloneKind.COPY).build());
      assertThat(info.bytes().orElseThrow()).isGreaterThan(100_000);
      assertThat(other.isValid(1)).isTrue();
    }
    assertThat(witness.content(target)).isEqualTo(witness.content(source));
    assertThat(belongings(target)).isEqualTo(belongings(source));
  }

  @Test
  void aCopyGoesToAnotherServerThroughAPipeWithoutAFile() throws Exception {
    PostgresTools.require();
    on(PostgresTestServer.installed());
    server.execute("CREATE ROLE shop_owner");
    server.executeIn(source, "ALTER TABLE item OWNER TO shop_owner");
    try (PostgresTestServer other =
        PostgresTools.require().matchingServer().scram("canary'secret").start()) {
      ConnectionInfo to =
          PostgresUrls.parse(
                  "postgresql://"
                      + other.superuser()
                      + ":canary%27secret@"
                      + other.host()
                      + ":"
                      + other.port()
                      + "/postgres?sslmode=disable")
              .orElseThrow();
      CloneOptions options = CloneOptions.builder().to(target).targetEngine(to).build();
      assertThatThrownBy(() -> database().clone(options))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("role shop_owner");
      other.execute("CREATE ROLE shop_owner");
      Operation<CloneInfo> planned = database().prepareClone(options);
      assertThat(planned.script().text()).doesNotContain("canary").contains("pg_dump", " | ");
      CloneInfo info = planned.run();
      assertThat(info.kind()).isEqualTo(CloneKind.COPY);
      assertThat(info.notCarried()).anyMatch(text -> text.startsWith("tablespaces"));
      assertThat(new PostgresWitness(other).content(target)).isEqualTo(witness.content(source));
      assertThat(other.valueIn(target, "SELECT tableowner FROM pg_tables WHERE tablename = 'item'"))
          .contains("shop_owner");
      assertThatThrownBy(() -> database().clone(options))
          .isInstanceOf(AlreadyExistsException.class);
    }
  }

  @Test
  void anOlderServerIsNoTarget() {
    PostgresTools.require();
    on(PostgresTestServer.installed());
    try (PostgresTestServer older =
        PostgresTestServer.builder().major(PostgresMajors.OLDEST).share()) {
      assertThatThrownBy(
              () ->
                  database()
                      .clone(
                          CloneOptions.builder()
                              .to(target)
                              .targetEngine(PostgresTestEngines.info(older))
                              .build()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("not older");
    }
  }

  @Test
  void aServerNewerThanTheToolsIsRefusedBeforeAnythingIsMade() {
    PostgresTools.require(15);
    assumeTrue(
        PostgresTools.require().major() < PostgresMajors.NEWEST,
        "no server is newer than the installed tools");
    on(PostgresMajors.NEWEST);
    assertThatThrownBy(
            () -> database().clone(CloneOptions.builder().to(target).kind(CloneKind.COPY).build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_TOO_OLD));
    assertThat(temporary()).isZero();
    assertThat(database().capabilities().status(SupportsClone.class, CloneKind.COPY))
        .satisfies(
            status -> {
              assertThat(status.availability()).isEqualTo(Availability.TOOL);
              assertThat(status.remedy()).contains("18");
            });
    assertThat(database().capabilities().status(SupportsClone.class).isAvailable()).isTrue();
  }

  @Test
  void aToolThatFailsOnItsWayLeavesNothingBehind(@TempDir Path directory) throws Exception {
    PostgresTools tools = PostgresTools.require();
    on(PostgresTestServer.installed());
    Path dump = directory.resolve("pg_dump");
    Files.writeString(
        dump,
        "#!/bin/sh\ncase \"$1\" in --version) exec "
            + tools.tool("pg_dump")
            + " \"$@\";; esac\n"
            + tools.tool("pg_dump")
            + " \"$@\" | head -c 3000\necho 'the disk is on fire' >&2\nexit 3\n");
    Files.createSymbolicLink(directory.resolve("pg_restore"), tools.tool("pg_restore"));
    assertThat(dump.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(
            () ->
                database()
                    .clone(
                        CloneOptions.builder()
                            .to(target)
                            .kind(CloneKind.COPY)
                            .option(PostgresClone.TOOLS, directory)
                            .build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_FAILED))
        .hasMessageContaining("pg_dump");
    assertThat(temporary()).isZero();
    assertThat(engine.database(target).exists()).isFalse();
  }

  @Test
  void whatIsMissingOnThisMachineIsSaidBeforeAnythingIsMade(@TempDir Path empty) {
    on(PostgresMajors.OLDEST);
    assertThatThrownBy(
            () ->
                database()
                    .clone(
                        CloneOptions.builder()
                            .to(target)
                            .kind(CloneKind.STRUCTURE_ONLY)
                            .option(PostgresClone.TOOLS, empty)
                            .build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_MISSING));
  }
}
