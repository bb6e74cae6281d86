package io.gds.database.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.FakeClock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelStageTest {
  private static final String PARQUET = " FILE_FORMAT = (TYPE = PARQUET COMPRESSION = SNAPPY)";
  private static final String CSV =
      " FILE_FORMAT = (TYPE = CSV COMPRESSION = GZIP FIELD_DELIMITER = ',' NULL_IF = ())";

  private final SnowflakeModel model =
      SnowflakeModel.builder().user("ada", "secret").clock(new FakeClock()).build();
  private final ModelClient ada = new ModelClient(model, "ADA");

  @BeforeEach
  void shop() {
    model.data().database("OPS").stage("OPS", "PUBLIC", "B", "");
    ada.ask("CREATE STAGE OPS.PUBLIC.E URL = 's3://bucket/base/'");
    model
        .data()
        .database("SHOP")
        .table(
            "SHOP",
            "PUBLIC",
            "ALL_TYPES",
            "N NUMBER(38,0)",
            "T VARCHAR(20)",
            "B BOOLEAN",
            "D DATE",
            "H TIME(9)",
            "Z TIMESTAMP_NTZ(9)",
            "L TIMESTAMP_LTZ(9)",
            "X BINARY(8)",
            "V VARIANT")
        .row(
            "SHOP",
            "PUBLIC",
            "ALL_TYPES",
            7L,
            "it's, \"so\" \\ \n",
            true,
            LocalDate.parse("2026-11-22"),
            LocalTime.parse("10:00:00.123456789"),
            LocalDateTime.parse("2026-11-22T10:00:00.123456789"),
            OffsetDateTime.parse("2026-11-22T10:00:00.123456789Z"),
            new byte[] {1, -1},
            "{\"a\":[1,null]}")
        .row("SHOP", "PUBLIC", "ALL_TYPES", null, "", null, null, null, null, null, null, "null");
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static String out(String column, boolean csv) {
    String text =
        switch (column) {
          case "H" -> "TO_VARCHAR(H, 'HH24:MI:SS.FF9')";
          case "Z" -> "TO_VARCHAR(Z, 'YYYY-MM-DD HH24:MI:SS.FF9')";
          case "L" -> "TO_VARCHAR(L, 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM')";
          case "X" -> "TO_VARCHAR(X, 'HEX')";
          case "V" -> "TO_JSON(V)";
          case "D" -> csv ? "TO_VARCHAR(D, 'YYYY-MM-DD')" : column;
          case "N", "B" -> csv ? "TO_VARCHAR(" + column + ")" : column;
          default -> column;
        };
    return csv ? "'=' || " + text : text;
  }

  private void goesAndComes(String format, boolean csv) {
    List<String> columns = List.of("N", "T", "B", "D", "H", "Z", "L", "X", "V");
    StringBuilder select = new StringBuilder();
    StringBuilder load = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      String field = csv ? "SUBSTR($" + (i + 1) + ", 2)" : "$1:C" + (i + 1);
      String text = csv ? field : field + "::VARCHAR";
      String value =
          switch (columns.get(i)) {
            case "N" -> field + "::NUMBER(38,0)";
            case "B" -> field + "::BOOLEAN";
            case "D" -> csv ? "TO_DATE(" + text + ", 'YYYY-MM-DD')" : field + "::DATE";
            case "H" -> "TO_TIME(" + text + ", 'HH24:MI:SS.FF9')";
            case "Z" -> "TO_TIMESTAMP_NTZ(" + text + ", 'YYYY-MM-DD HH24:MI:SS.FF9')";
            case "L" -> "TO_TIMESTAMP_LTZ(" + text + ", 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM')";
            case "X" -> "TO_BINARY(" + text + ", 'HEX')";
            case "V" -> "PARSE_JSON(" + text + ")";
            default -> field + "::VARCHAR(20)";
          };
      select
          .append(i == 0 ? "" : ", ")
          .append(out(columns.get(i), csv))
          .append(" AS C")
          .append(i + 1);
      load.append(i == 0 ? "" : ", ").append(value);
    }
    assertThat(
            ada.rows(
                "COPY INTO @OPS.PUBLIC.B/x/ FROM (SELECT "
                    + select
                    + " FROM SHOP.PUBLIC.ALL_TYPES)"
                    + format
                    + (csv ? "" : " HEADER = TRUE")
                    + " INCLUDE_QUERY_ID = TRUE DETAILED_OUTPUT = TRUE"))
        .singleElement()
        .satisfies(row -> assertThat(String.valueOf(row.get(0))).startsWith("b/x/data_"));
    ada.ask("CREATE TABLE SHOP.PUBLIC.AGAIN LIKE SHOP.PUBLIC.ALL_TYPES");
    ada.ask(
        "COPY INTO SHOP.PUBLIC.AGAIN ("
            + String.join(", ", columns)
            + ") FROM (SELECT "
            + load
            + " FROM @OPS.PUBLIC.B/x/)"
            + format
            + " ON_ERROR = ABORT_STATEMENT PURGE = FALSE FORCE = TRUE");
    assertThat(shown("AGAIN")).isEqualTo(shown("ALL_TYPES"));
    assertThat(ada.rows("SELECT HASH_AGG(*) FROM SHOP.PUBLIC.AGAIN"))
        .isEqualTo(ada.rows("SELECT HASH_AGG(*) FROM SHOP.PUBLIC.ALL_TYPES"));
    assertThat(model.data().rows("SHOP", "PUBLIC", "AGAIN")).hasSize(2);
  }

  private List<String> shown(String table) {
    return model.data().rows("SHOP", "PUBLIC", table).stream()
        .map(row -> Arrays.deepToString(row.toArray()))
        .toList();
  }

  @Test
  void rowsComeBackFromParquetAsTheyWent() {
    goesAndComes(PARQUET, false);
  }

  @Test
  void rowsComeBackFromCsvAsTheyWent() {
    goesAndComes(CSV, true);
  }

  @Test
  void parquetHasNoTypeForInstants() {
    assertThat(
            ada.error(
                "COPY INTO @OPS.PUBLIC.B/x/ FROM (SELECT L FROM SHOP.PUBLIC.ALL_TYPES)" + PARQUET))
        .startsWith("100171 22000");
  }

  @Test
  void filesAreListedAndRemovedByTheBeginOfTheirPath() {
    String copy = " FROM (SELECT 'a,b')" + CSV.replace("GZIP", "NONE") + " SINGLE = TRUE";
    ada.ask("COPY INTO @OPS.PUBLIC.E/x/m" + copy);
    assertThat(ada.error("COPY INTO @OPS.PUBLIC.E/x/m" + copy)).contains("Files already existing");
    assertThat(ada.column("name", "LIST @OPS.PUBLIC.E/x/")).containsExactly("s3://bucket/base/x/m");
    assertThat(ada.column("size", "LIST @OPS.PUBLIC.E/")).hasSize(1);
    assertThat(ada.rows("SELECT $1 FROM @OPS.PUBLIC.E/x/m")).containsExactly(List.of("a"));
    String before = model.contents();
    assertThat(ada.column("result", "REMOVE @OPS.PUBLIC.E/x/")).containsExactly("removed");
    assertThat(model.contents()).isNotEqualTo(before);
    assertThat(ada.rows("LIST @OPS.PUBLIC.E/")).isEmpty();
    assertThat(ada.error("LIST @OPS.PUBLIC.NONE/")).startsWith("002003");
  }

  @Test
  void noRowsMakeNoFileAndNoWarehouseNoUnload() {
    ada.ask("CREATE TABLE SHOP.PUBLIC.EMPTY (A NUMBER)");
    String copy = "COPY INTO @OPS.PUBLIC.B/y/ FROM (SELECT A FROM SHOP.PUBLIC.EMPTY)" + PARQUET;
    assertThat(ada.rows(copy + " DETAILED_OUTPUT = TRUE")).isEmpty();
    assertThat(model.data().files("OPS", "PUBLIC", "B")).isEmpty();
    model.warehouses().suspend("COMPUTE_WH", false);
    assertThat(ada.error(copy)).startsWith("000606");
  }

  @Test
  void rightsOnADatabaseAreShownAndGiven() {
    model.access().role("READER").role("OWNER");
    ada.ask("CREATE DATABASE ROLE SHOP.DR");
    ada.ask("GRANT USAGE ON DATABASE SHOP TO ROLE READER WITH GRANT OPTION");
    ada.ask("GRANT DATABASE ROLE SHOP.DR TO ROLE READER");
    ada.ask("GRANT SELECT ON FUTURE TABLES IN DATABASE SHOP TO ROLE READER");
    ada.ask("GRANT SELECT ON FUTURE TABLES IN SCHEMA SHOP.PUBLIC TO ROLE READER");
    ada.ask("GRANT SELECT ON FUTURE TABLES IN SCHEMA SHOP.PUBLIC TO ROLE READER");
    ada.ask("GRANT OWNERSHIP ON DATABASE SHOP TO ROLE OWNER COPY CURRENT GRANTS");
    assertThat(ada.column("privilege", "SHOW GRANTS ON DATABASE SHOP"))
        .containsExactly("OWNERSHIP", "USAGE");
    assertThat(ada.column("grant_option", "SHOW GRANTS ON DATABASE SHOP"))
        .containsExactly("true", "true");
    assertThat(ada.column("name", "SHOW FUTURE GRANTS IN SCHEMA SHOP.PUBLIC"))
        .containsExactly("SHOP.PUBLIC.<TABLE>");
    assertThat(ada.column("grant_on", "SHOW FUTURE GRANTS IN DATABASE SHOP"))
        .containsExactly("TABLE");
    assertThat(ada.column("name", "SHOW DATABASE ROLES IN DATABASE SHOP")).containsExactly("DR");
    assertThat(ada.column("grantee_name", "SHOW GRANTS OF DATABASE ROLE SHOP.DR"))
        .containsExactly("READER");
    assertThat(ada.error("SHOW GRANTS OF DATABASE ROLE SHOP.X")).startsWith("002003");
  }

  @Test
  void aTableIsDescribed() {
    assertThat(ada.column("type", "DESCRIBE TABLE SHOP.PUBLIC.ALL_TYPES"))
        .startsWith("NUMBER(38,0)", "VARCHAR(20)");
  }
}
