package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is sent for each short call once its connections are open, seen on the way. Opening one
 * sends nothing that is counted: the driver says what it wants in the start-up message, and the
 * pool asks each connection once whether it is alive and for its isolation.
 */
class PostgresRoundTripsTest {
  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aShortCallSendsNoMoreThanItNeeds(int major) {
    StatementTap tap = new StatementTap();
    SoftAssertions soft = new SoftAssertions();
    try (PostgresTestServer server = PostgresTestEngine.builder(major).share();
        FaultProxy proxy = FaultProxy.to(server.host(), server.port()).tap(tap);
        Servers servers = new Servers(server)) {
      new PostgresWitness(server).sweep();
      server.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
      PostgresDatabase made = servers.engine.database("trips").create(CreateOptions.defaults());
      server.executeIn("trips", "CREATE TABLE item (id int PRIMARY KEY, body text)");
      PostgresEngine engine = servers.open(Servers.through(proxy, server));
      for (ShortCall call : ShortCall.values()) {
        call.on(engine, "trips");
        int before = tap.statements();
        long tripsBefore = tap.roundTrips();
        call.on(engine, "trips");
        List<String> sent = tap.since(before);
        String what = call + ": " + sent.stream().map(PostgresRoundTripsTest::head).toList();
        soft.assertThat(sent.size()).as(what).isLessThanOrEqualTo(call.statements());
        long trips = tap.roundTrips() - tripsBefore;
        soft.assertThat(trips).as(what).isLessThanOrEqualTo(call.roundTrips());
        if (major == PostgresMajors.NEWEST) {
          soft.assertThat(sent.size()).as(what).isEqualTo(call.statements());
          soft.assertThat(trips).as(what).isEqualTo(call.roundTrips());
        }
      }
      made.drop(DropOptions.builder().force(true).build());
    }
    assertThat(tap.isReadable()).as("what passes can be read").isTrue();
    soft.assertAll();
  }

  private static String head(String text) {
    return text.substring(0, Math.min(60, text.length())).replaceAll("\\s+", " ");
  }
}
