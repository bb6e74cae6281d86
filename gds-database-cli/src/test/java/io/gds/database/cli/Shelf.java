package io.gds.database.cli;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.ha.SyncMode;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.Metric;
import io.gds.database.settings.Setting;
import io.gds.database.settings.TakesEffect;
import io.gds.database.testkit.fake.FakeContent;
import io.gds.database.testkit.fake.FakeDatabaseEngine;
import io.gds.database.testkit.fake.FakeEngineBuilder;
import io.gds.database.testkit.fake.FakeProvider;
import io.gds.database.testkit.fake.FakeServer;
import io.gds.database.testkit.fake.FakeTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fake server with something of everything, which the command line finds as {@code fake:NAME}.
 */
final class Shelf implements AutoCloseable {
  static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");

  private final FakeServer server;
  private final FakeProvider.Shared shared;
  private final String name;

  private Shelf(String name, FakeServer server) {
    this.name = name;
    this.server = server;
    shared = FakeProvider.share(name, server);
  }

  static Shelf of(String name) {
    return of(name, FakeDatabaseEngine.builder());
  }

  static Shelf of(String name, FakeEngineBuilder builder) {
    return new Shelf(name, builder.name(name).arrange(Shelf::fill).server());
  }

  private static void fill(FakeServer server) {
    server.database(
        "orders",
        FakeContent.of(
            FakeTable.of("customers", "id", "name").row("1", "Ada").row("2", "李"),
            FakeTable.of("lines", "id", "qty").row("1", "3")));
    server.database("empty", FakeContent.empty());
    server.systemDatabase("catalog");
    server.user(
        UserInfo.builder("ada")
            .authType(AuthType.PASSWORD)
            .enabled(true)
            .roles(List.of("dba"))
            .build());
    server.process(
        ServerProcess.builder(new ProcessId("7", THEN), ProcessState.IDLE_IN_TRANSACTION)
            .user("ada")
            .database("orders")
            .statement("UPDATE customers SET name = 'x'")
            .build());
    server.process(
        ServerProcess.builder(new ProcessId("8", THEN), ProcessState.WAITING)
            .user("bob")
            .blockedBy(List.of("7"))
            .waitKind("Lock:row")
            .build());
    server.setting(
        Setting.builder("work_mem")
            .value("64")
            .runningValue("32")
            .defaultValue("4")
            .unit("MB")
            .takesEffect(TakesEffect.ON_RESTART)
            .build());
    server.setting(Setting.builder("quiet").value("on").defaultValue("on").build());
    server.metric(new Metric("connections", 12, "count", THEN, Map.of("pool", "main")));
    server.log(
        new LogEntry(THEN, LogLevel.ERROR, "disk \u001b[31mfull", Optional.of("server"), Map.of()));
    server.group("g1", SyncMode.SYNCHRONOUS, "n1", "n2", "n3");
    server.lag("n3", Duration.ofMinutes(5));
  }

  FakeServer server() {
    return server;
  }

  String url() {
    return "fake:" + name;
  }

  /** Runs a command on it, without a terminal. */
  Run gds(String... args) {
    return Run.gds(Run.join(List.of("--url", url()), args));
  }

  /** Runs a command on it, on a terminal where somebody types this. */
  Run typing(String input, String... args) {
    return Run.typing(input, Run.join(List.of("--url", url()), args));
  }

  @Override
  public void close() {
    server.faults().clear();
    shared.close();
  }
}
