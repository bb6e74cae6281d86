package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.access.ProcessId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every form of what is sent for sessions, settings and the server's life, one a line in a file.
 */
class MssqlWorkGoldenTest {
  private static List<String> file(String name) throws IOException {
    try (InputStream in = MssqlWorkGoldenTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  @Test
  void sessions() throws IOException {
    MssqlKill kill =
        MssqlKill.of(new ProcessId("57", Instant.parse("2026-05-01T12:30:00.997Z"))).orElseThrow();
    assertThat(file("sessions.sql"))
        .containsExactly(
            MssqlProcessReadings.statement(true, false, true),
            MssqlProcessReadings.statement(true, false, false),
            MssqlProcessReadings.statement(false, true, true),
            kill.sql(),
            kill.statusSql());
  }

  @Test
  void configuration() throws IOException {
    assertThat(file("configuration.sql"))
        .containsExactly(
            MssqlOption.SQL,
            MssqlServerSettings.configure("max degree of parallelism", 4),
            MssqlServerSettings.configure("it's", -1),
            MssqlServerSettings.show(true, MssqlServerSettings.RECONFIGURE).replace('\n', ' '),
            MssqlServerSettings.show(false, MssqlServerSettings.OVERRIDDEN).replace('\n', ' '),
            MssqlServerSettings.RECONFIGURE,
            MssqlServerSettings.OVERRIDDEN,
            MssqlScopedOptions.statement("Sales]1", false),
            MssqlScopedOptions.statement("Sales]1", true),
            MssqlScopedSettings.statement("Sales]1", "MAXDOP", "4", false),
            MssqlScopedSettings.statement("it's", "MAXDOP", "PRIMARY", true),
            MssqlReadings.STARTUP_PARAMETERS);
  }

  @Test
  void lifecycle() throws IOException {
    assertThat(file("lifecycle.sql"))
        .containsExactly(
            MssqlStopMode.WAIT.sql(),
            MssqlStopMode.NOWAIT.sql(),
            MssqlLifecycleChecks.SESSIONS,
            MssqlHeldPrimaries.SQL);
  }
}
