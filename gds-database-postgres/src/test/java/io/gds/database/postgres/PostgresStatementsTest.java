package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.testkit.server.PostgresTestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresStatementsTest {
  private static Servers loaded(int major) {
    return new Servers(
        PostgresTestServer.builder()
            .major(major)
            .setting("shared_preload_libraries", "pg_stat_statements")
            .setting("pg_stat_statements.track_planning", "on")
            .start());
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18})
  void theCostliestComeFirstWithAllTheirFigures(int major) {
    try (Servers servers = loaded(major)) {
      servers.server.execute(
          "CREATE SCHEMA \"st ats\"", "CREATE EXTENSION pg_stat_statements SCHEMA \"st ats\"");
      servers.server.execute(
          "CREATE TABLE items AS SELECT n, repeat('x', 100) AS body FROM generate_series(1, 5000)"
              + " n",
          "SELECT pg_sleep(0.2)",
          "SELECT n FROM items WHERE n < 17",
          "SELECT n FROM items WHERE n < 18");
      List<StatementStats> top = servers.engine.topStatements(StatementQuery.top());
      assertThat(top)
          .isSortedAccordingTo(Comparator.comparing(StatementStats::totalTime).reversed());
      StatementStats sleep = top.get(0);
      assertThat(sleep.text()).isEqualTo("SELECT pg_sleep($1)");
      assertThat(sleep.calls()).isEqualTo(1);
      assertThat(sleep.totalTime()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(20));
      assertThat(sleep.minTime().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
      assertThat(sleep.database()).contains("postgres");
      assertThat(sleep.user()).contains("postgres");
      assertThat(sleep.since().isPresent()).as("told from 14 on").isEqualTo(major >= 14);
      if (major >= 14) {
        assertThat(sleep.since().orElseThrow())
            .isBetween(Instant.now().minus(Duration.ofHours(1)), Instant.now().plusSeconds(5));
        assertThat(sleep.attributes())
            .containsEntry("topLevel", "true")
            .containsEntry("deallocations", "0");
      }
      assertThat(sleep.attributes())
          .containsKeys("walBytes", "blocksHit", "tempBytes")
          .containsEntry("plans", "1");
      assertThat(Duration.parse(sleep.attributes().get("planTime"))).isPositive();
      StatementStats twice =
          top.stream().filter(one -> one.text().contains("WHERE n <")).findFirst().orElseThrow();
      assertThat(twice.calls()).isEqualTo(2);
      assertThat(twice.rows()).hasValue(33);
      assertThat(servers.engine.topStatements(StatementQuery.top().database("nowhere"))).isEmpty();
      assertThat(
              servers.engine.topStatements(
                  StatementQuery.top()
                      .user("postgres")
                      .database("postgres")
                      .limit(1)
                      .textLength(6)))
          .singleElement()
          .extracting(StatementStats::text)
          .isEqualTo("SELECT");
      assertThat(servers.engine.topStatements(StatementQuery.top().textLength(0)))
          .allMatch(one -> one.text().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(value = StatementOrder.class, mode = EnumSource.Mode.EXCLUDE, names = "CPU_TIME")
  void everyOrderButThatByProcessorTimeIsTheServers(StatementOrder order) {
    try (Servers servers = ofOldest()) {
      List<StatementStats> top = servers.engine.topStatements(StatementQuery.top().by(order));
      Comparator<StatementStats> by =
          switch (order) {
            case MEAN_TIME -> Comparator.comparing(one -> one.meanTime().toNanos() / 1000);
            case CALLS -> Comparator.comparing(StatementStats::calls);
            case ROWS -> Comparator.comparing(one -> one.rows().orElseThrow());
            case READS -> Comparator.comparing(one -> one.readBytes().orElseThrow());
            default -> Comparator.comparing(StatementStats::totalTime);
          };
      assertThat(top).isNotEmpty().isSortedAccordingTo(by.reversed());
    }
  }

  private static Servers ofOldest() {
    Servers servers =
        new Servers(
            PostgresTestServer.builder()
                .major(PostgresMajors.OLDEST)
                .setting("shared_preload_libraries", "pg_stat_statements")
                .share());
    servers.server.execute(
        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements", "SELECT generate_series(1, 100)");
    return servers;
  }

  @Test
  void processorTimeIsNotCounted() {
    try (Servers servers = ofOldest()) {
      assertThat(
              catchThrowableOfType(
                  UnsupportedCapabilityException.class,
                  () ->
                      servers.engine.topStatements(
                          StatementQuery.top().by(StatementOrder.CPU_TIME))))
          .hasMessageContaining("processor time");
    }
  }

  @Test
  void withoutTheLibraryItIsRefusedWithBothStepsOfTheRemedy() {
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      UnsupportedCapabilityException e =
          catchThrowableOfType(
              UnsupportedCapabilityException.class,
              () -> servers.engine.topStatements(StatementQuery.top()));
      assertThat(e.availability()).isEqualTo(Availability.CONFIGURATION);
      assertThat(e.remedy().orElseThrow())
          .contains("shared_preload_libraries", "CREATE EXTENSION pg_stat_statements");
      assertThat(servers.engine.capabilities().status(SupportsStatements.class))
          .matches(status -> status.availability() == Availability.CONFIGURATION);
    }
  }

  @Test
  void theExtensionIsFoundInAnotherDatabaseOrSaidToBeMissing() {
    try (Servers servers = loaded(PostgresMajors.OLDEST)) {
      UnsupportedCapabilityException e =
          catchThrowableOfType(
              UnsupportedCapabilityException.class,
              () -> servers.engine.topStatements(StatementQuery.top()));
      assertThat(e.remedy().orElseThrow())
          .isEqualTo("CREATE EXTENSION pg_stat_statements; in database \"postgres\".");
      assertThat(servers.engine.capabilities().status(SupportsStatements.class))
          .matches(status -> status.availability() == Availability.UNKNOWN);
      servers.server.execute("CREATE DATABASE \"else where\"");
      servers.server.executeIn("else where", "CREATE EXTENSION pg_stat_statements");
      assertThat(servers.engine.topStatements(StatementQuery.top())).isNotEmpty();
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(servers.server.jdbcUrl("else where"));
      source.setUser(servers.server.superuser());
      PostgresEngine over =
          servers.manager.open(
              ConnectionInfo.over(DatabaseType.POSTGRESQL, source), PostgresEngine.class);
      assertThat(over.topStatements(StatementQuery.top()))
          .as("over a caller's own data source")
          .isNotEmpty();
      over.close();
      servers.server.execute("DROP DATABASE \"else where\" WITH (FORCE)");
      assertThat(
              catchThrowableOfType(
                  UnsupportedCapabilityException.class,
                  () -> servers.engine.topStatements(StatementQuery.top())))
          .isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void anExtensionThatWasNeverUpdatedIsReadByTheColumnsItHas(int major) {
    try (Servers servers = loaded(major)) {
      servers.server.execute(
          "CREATE EXTENSION pg_stat_statements VERSION '1.7'", "SELECT pg_sleep(0.1)");
      StatementStats sleep = servers.engine.topStatements(StatementQuery.top()).get(0);
      assertThat(sleep.text()).isEqualTo("SELECT pg_sleep($1)");
      assertThat(sleep.totalTime()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
      assertThat(sleep.attributes()).doesNotContainKeys("topLevel", "planTime", "deallocations");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aRoleOfFewRightsSeesOthersFiguresButNotTheirTexts(int major) {
    try (Servers servers = loaded(major)) {
      servers.server.execute(
          "CREATE EXTENSION pg_stat_statements", "CREATE ROLE few LOGIN", "SELECT pg_sleep(0.1)");
      StatementStats hidden = servers.openAs("few").topStatements(StatementQuery.top()).get(0);
      assertThat(hidden.text()).isEqualTo("<insufficient privilege>");
      assertThat(hidden.id()).isEqualTo("hidden");
      assertThat(hidden.attributes().get("hidden")).contains("pg_read_all_stats");
      servers.server.execute("GRANT pg_read_all_stats TO few");
      assertThat(servers.openAs("few").topStatements(StatementQuery.top()).get(0).text())
          .isEqualTo("SELECT pg_sleep($1)");
    }
  }
}
