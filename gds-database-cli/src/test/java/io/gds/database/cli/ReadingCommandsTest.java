package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingCommandsTest {
  private final Shelf shelf = Shelf.of("reading");

  @BeforeEach
  void nothingWasAsked() {
    shelf.server().clearCalls();
  }

  @AfterEach
  void nothingWasChanged() {
    try (shelf) {
      assertThat(shelf.server().changes()).isEmpty();
    }
  }

  @Test
  void databasesAreListedWithTheirStates() {
    Run run = shelf.gds("databases");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "NAME    STATE   ACCESS      READ-ONLY  CREATED",
            "empty   ONLINE  MULTI_USER  no         2026-01-01T00:00:00Z",
            "orders  ONLINE  MULTI_USER  no         2026-01-01T00:00:00Z");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void databasesInJsonAreObjectsNamedAsTheRecordComponents() {
    Run run = shelf.gds("databases", "--sizes", "--like", "ord*", "--output", "json");
    assertThat(run.out())
        .startsWith("[ {")
        .endsWith("} ]" + System.lineSeparator())
        .contains(
            "\"name\" : \"orders\"",
            "\"type\" : \"fake\"",
            "\"state\" : \"ONLINE\"",
            "\"accessMode\" : \"MULTI_USER\"",
            "\"readOnly\" : false",
            "\"sizeBytes\" : 8")
        .doesNotContain("condition", "\"empty\"");
  }

  @Test
  void databasesInCsvHaveOneLineEach() {
    assertThat(shelf.gds("databases", "--system", "--output", "csv").out().split("\r\n"))
        .hasSize(4)
        .satisfies(
            lines -> assertThat(lines[0]).startsWith("name,type,state,accessMode,readOnly,owner"),
            lines -> assertThat(lines[1]).startsWith("catalog,fake,ONLINE,MULTI_USER,false,,"));
  }

  @Test
  void anEmptyListIsAnEmptyDocumentAndNoTable() {
    assertThat(shelf.gds("databases", "--like", "none", "--output", "json").out().strip())
        .isEqualTo("[ ]");
    assertThat(shelf.gds("databases", "--like", "none", "--output", "csv").out())
        .isEqualTo(
            "name,type,state,accessMode,readOnly,owner,collation,createdAt,sizeBytes,details,"
                + "unreadable,readAt\r\n");
    Run table = shelf.gds("databases", "--like", "none");
    assertThat(table.out()).isEmpty();
    assertThat(table.err()).contains("nothing to list");
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    String after = Run.gds("databases", "--url", shelf.url(), "--output", "csv").out();
    String before = Run.gds("--output=csv", "--url=" + shelf.url(), "databases").out();
    String mixed = Run.gds("--output", "csv", "databases", "--url", shelf.url()).out();
    assertThat(before).isEqualTo(after).isEqualTo(mixed).startsWith("name,type,state");
  }

  @Test
  void oneDatabaseIsDescribedWithAllItsDetails() {
    assertThat(shelf.gds("describe", "orders").out().lines())
        .contains("name             orders", "sessions         1", "replicationRole  PRIMARY");
    assertThat(shelf.gds("describe", "orders", "--output", "json").out())
        .startsWith("{")
        .contains("\"state\" : \"ONLINE\"", "\"sizeBytes\" : 8");
  }

  @Test
  void theSchemaShowsTablesAndColumns() {
    assertThat(shelf.gds("schema", "orders").out().lines())
        .containsExactly(
            "table customers, about 2 rows, 6 B",
            "  id    text",
            "  name  text",
            "",
            "table lines, about 1 row, 2 B",
            "  id   text",
            "  qty  text");
    assertThat(shelf.gds("schema", "orders", "--like", "l*", "--output", "json").out())
        .contains("\"name\" : \"lines\"", "\"columns\" : [ {")
        .doesNotContain("customers");
  }

  @Test
  void theEngineIsDescribed() {
    assertThat(shelf.gds("engine").out()).contains("version        1.0", "status         ONLINE");
  }

  @Test
  void platformsAreListedWithoutAnyConnection() {
    Run run = Run.gds("platforms", "--output", "json");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("\"type\" : \"fake\"", "\"driverVersion\" : \"fake\"", "SupportsDefinition");
  }

  @Test
  void capabilitiesSayWhyNot() {
    assertThat(shelf.gds("capabilities").out())
        .containsPattern("SupportsSql +NOT_ON_PLATFORM +a fake engine speaks no SQL");
    assertThat(shelf.gds("capabilities", "orders", "--output", "json").out())
        .contains("\"capability\" : \"SupportsClone\"", "\"availability\" : \"AVAILABLE\"");
  }

  @Test
  void usersAndProcessesAreListed() {
    assertThat(shelf.gds("users").out()).containsPattern("ada +PASSWORD +yes +dba");
    assertThat(shelf.gds("users", "--like", "z*").err()).contains("nothing to list");
    assertThat(shelf.gds("processes").out()).containsPattern("8 +WAITING +bob +Lock:row +7");
    assertThat(shelf.gds("processes", "--database", "orders", "--output", "csv").out())
        .contains("IDLE_IN_TRANSACTION,ada,orders")
        .doesNotContain("bob");
  }

  @Test
  void blockedSessionsHangBelowThoseThatBlockThem() {
    assertThat(shelf.gds("processes", "--blocking").out().lines())
        .containsExactly(
            "7  IDLE_IN_TRANSACTION  ada  orders  UPDATE customers SET name = 'x'",
            "  waits: 8  WAITING  bob");
    assertThat(shelf.gds("processes", "--blocking", "--output", "json").out())
        .contains("\"roots\" : [ {");
    assertThat(shelf.gds("processes", "--blocking", "--output", "csv").out())
        .startsWith("depth,id,inCircle")
        .contains("1,8,false,bob");
    shelf.server().leave("8");
    assertThat(shelf.gds("processes", "--blocking").err()).contains("nobody blocks anybody");
  }

  @Test
  void settingsAreListedAndReadByName() {
    assertThat(shelf.gds("config", "--changed").out()).contains("work_mem").doesNotContain("quiet");
    assertThat(shelf.gds("config", "get", "quiet", "--output", "json").out())
        .contains("\"name\" : \"quiet\"", "\"value\" : \"on\"")
        .doesNotContain("work_mem");
    Run missing = shelf.gds("config", "get", "quiet", "nope");
    assertThat(missing.code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(missing.err()).contains("there is no setting nope");
    assertThat(missing.out()).isEmpty();
  }

  @Test
  void metricsAndLogsAreShown() {
    assertThat(shelf.gds("metrics", "--like", "conn*").out())
        .containsPattern("connections +12 +count +pool=main");
    Run logs = shelf.gds("logs", "--since", "2026-01-01T00:00:00Z", "--level", "warning");
    assertThat(logs.out()).contains("ERROR", "disk \\u001b[31mfull").doesNotContain("\u001b");
    assertThat(logs.err()).contains("the log does not reach back to 2026-01-01T00:00:00Z");
    assertThat(shelf.gds("logs", "--containing", "nothing", "--output", "json").out().strip())
        .isEqualTo("[ ]");
  }

  @Test
  void highAvailabilityIsToldNodeByNode() {
    assertThat(shelf.gds("ha").out())
        .startsWith("g1 (fake-group): healthy")
        .containsPattern("n3 +SECONDARY +SYNCED +SYNCHRONOUS +5 min 00 s");
    assertThat(shelf.gds("ha", "status", "--group", "g1", "--output", "json").out())
        .contains("\"lag\" : \"PT5M\"");
    assertThat(shelf.gds("ha", "status", "--output", "csv").out()).startsWith("name,role,state");
  }

  @Test
  void theStateOfADatabaseIsShown() {
    assertThat(shelf.gds("state", "orders", "--output", "csv").out())
        .isEqualTo("state,accessMode,readOnly\r\nONLINE,MULTI_USER,false\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "engine",
        "databases",
        "describe nothere",
        "schema nothere",
        "users",
        "processes",
        "config",
        "metrics",
        "logs",
        "ha",
        "backups",
        "inspect /nothere",
        "capabilities"
      })
  void aFaultOfAReadingCommandIsOneJsonDocument(String command) {
    shelf.server().up(false);
    Run run = shelf.gds(("--output json " + command).split(" "));
    assertThat(run.code()).isEqualTo(ExitCodes.NO_CONNECTION);
    assertThat(run.out()).startsWith("{\n  \"error\" : {\n    \"code\" : \"CONNECTION_FAILED\"");
    assertThat(run.err()).startsWith("gds: ").contains("[CONNECTION_FAILED]");
  }

  @ParameterizedTest
  @CsvSource({
    "logs --since 2026-01-02T00:00:00Z --until 2026-01-01T00:00:00Z,--until",
    "logs --limit 0,--limit",
    "metrics --since yesterday,--since",
    "logs --level loud,trace",
    "backups --type fuller,full",
    "databases --output yaml,table"
  })
  void badValuesAreRefusedByName(String command, String named) {
    Run run = shelf.gds(command.split(" "));
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains(named).contains("[INVALID_OPTIONS]");
    assertThat(run.out()).isEmpty();
  }
}
