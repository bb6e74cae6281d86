package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.snowflake.SnowflakeManifestFiles.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeUnloadTest {
  private static final SnowflakeStagePath PLACE =
      SnowflakeStagePath.of("@ops.public.\"b s\"/daily/shop");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          NUMBER(38,0)     | "x"                                                    | $1:C1::NUMBER(38,0)
          FLOAT            | "x"                                                    | $1:C1::FLOAT
          VARCHAR(10)      | "x"                                                    | $1:C1::VARCHAR(10)
          BOOLEAN          | "x"                                                    | $1:C1::BOOLEAN
          DATE             | "x"                                                    | $1:C1::DATE
          TIME(9)          | TO_VARCHAR("x", 'HH24:MI:SS.FF9')                      | TO_TIME($1:C1::VARCHAR, 'HH24:MI:SS.FF9')
          TIMESTAMP_NTZ(9) | TO_VARCHAR("x", 'YYYY-MM-DD HH24:MI:SS.FF9')           | TO_TIMESTAMP_NTZ($1:C1::VARCHAR, 'YYYY-MM-DD HH24:MI:SS.FF9')
          TIMESTAMP_LTZ(9) | TO_VARCHAR("x", 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM')    | TO_TIMESTAMP_LTZ($1:C1::VARCHAR, 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM')
          TIMESTAMP_TZ(9)  | TO_VARCHAR("x", 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM')    | TO_TIMESTAMP_TZ($1:C1::VARCHAR, 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM')
          BINARY(8)        | TO_VARCHAR("x", 'HEX')                                 | TO_BINARY($1:C1::VARCHAR, 'HEX')
          VARIANT          | TO_JSON("x")                                           | PARSE_JSON($1:C1::VARCHAR)
          OBJECT           | TO_JSON("x")                                           | PARSE_JSON($1:C1::VARCHAR)::OBJECT
          ARRAY            | TO_JSON("x")                                           | PARSE_JSON($1:C1::VARCHAR)::ARRAY
          """)
  void aColumnComesBackByWhatUndoesItsWayOut(String type, String out, String back) {
    SnowflakeUnloadColumn column = new SnowflakeUnloadColumn("x", type);
    assertThat(column.obstacle(SnowflakeFileFormat.PARQUET)).isEmpty();
    assertThat(column.unload(SnowflakeFileFormat.PARQUET, 1)).isEqualTo(out + " AS C1");
    assertThat(column.load(SnowflakeFileFormat.PARQUET, 1)).isEqualTo(back);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GEOGRAPHY",
        "GEOMETRY",
        "VECTOR(FLOAT, 3)",
        "MAP(VARCHAR, NUMBER(38,0))",
        "ARRAY(NUMBER(38,0))",
        "OBJECT(a NUMBER(38,0))",
        "FILE",
        "SOMETHING NEW"
      })
  void whatDoesNotComeBackAsItWasIsNotUnloaded(String type) {
    assertThat(new SnowflakeUnloadColumn("x", type).obstacle(SnowflakeFileFormat.PARQUET))
        .get()
        .asString()
        .contains(type);
  }

  @Test
  void inCsvNoTextCanBeTakenForNothing() {
    SnowflakeUnloadColumn text = new SnowflakeUnloadColumn("x", "VARCHAR(10)");
    assertThat(text.unload(SnowflakeFileFormat.CSV, 2)).isEqualTo("'=' || \"x\" AS C2");
    assertThat(text.load(SnowflakeFileFormat.CSV, 2)).isEqualTo("SUBSTR($2, 2)::VARCHAR(10)");
    assertThat(new SnowflakeUnloadColumn("x", "FLOAT").obstacle(SnowflakeFileFormat.CSV))
        .get()
        .asString()
        .contains("rounded");
  }

  private static SnowflakeUnloadTable table() {
    return SnowflakeUnloadTable.planned(
        "S",
        "T\"1",
        7,
        List.of(
            new SnowflakeUnloadColumn("ID", "NUMBER(38,0)"),
            new SnowflakeUnloadColumn("v", "VARIANT")));
  }

  @Test
  void theStatementsOfATableNameItsFilesByNumberAndItsColumnsToo() {
    assertThat(table().unload("C", PLACE, SnowflakeFileFormat.PARQUET, 1_000_000))
        .isEqualTo(
            "COPY INTO @\"OPS\".\"PUBLIC\".\"b s\"/daily/shop/data/000007/ FROM (SELECT \"ID\" AS"
                + " C1, TO_JSON(\"v\") AS C2 FROM \"C\".\"S\".\"T\"\"1\") FILE_FORMAT = (TYPE ="
                + " PARQUET COMPRESSION = SNAPPY) HEADER = TRUE MAX_FILE_SIZE = 1000000"
                + " INCLUDE_QUERY_ID = TRUE DETAILED_OUTPUT = TRUE");
    assertThat(table().load("N", PLACE, SnowflakeFileFormat.PARQUET))
        .isEqualTo(
            "COPY INTO \"N\".\"S\".\"T\"\"1\" (\"ID\", \"v\") FROM (SELECT $1:C1::NUMBER(38,0),"
                + " PARSE_JSON($1:C2::VARCHAR) FROM"
                + " @\"OPS\".\"PUBLIC\".\"b s\"/daily/shop/data/000007/) FILE_FORMAT = (TYPE ="
                + " PARQUET COMPRESSION = SNAPPY) ON_ERROR = ABORT_STATEMENT PURGE = FALSE FORCE ="
                + " TRUE");
    assertThat(table().hashing("C"))
        .contains("SELECT HASH_AGG(\"ID\") AS H FROM \"C\".\"S\".\"T\"\"1\"");
    assertThat(table().columns().get(1).note()).isPresent();
  }

  @Test
  void aPlaceInAStageHasNothingThatNeedsAnEscape() {
    assertThat(PLACE.sql()).isEqualTo("@\"OPS\".\"PUBLIC\".\"b s\"/daily/shop/");
    assertThat(PLACE.file("f")).isEqualTo("@\"OPS\".\"PUBLIC\".\"b s\"/daily/shop/f");
    assertThat(SnowflakeStagePath.of("@a.b.\"c/d\"\"e\"").sql())
        .isEqualTo("@\"A\".\"B\".\"c/d\"\"e\"");
    assertThat(SnowflakeStagePath.of(PLACE.toString())).isEqualTo(PLACE);
    for (String wrong :
        new String[] {
          "stage",
          "@s",
          "@s.t",
          "@a.b.c.d",
          "@~/x",
          "@a.b.%t",
          "@a.b.c/../x",
          "@a.b.c/x'y",
          "@a.b.c/x y",
          "@a.b.c//x",
          "@a.b.c/" + "x".repeat(501)
        }) {
      assertThat(SnowflakeStagePath.fault(wrong)).as(wrong).isPresent();
      assertThatThrownBy(() -> SnowflakeStagePath.of(wrong))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  private static SnowflakeManifest manifest() {
    SnowflakeGrant grant = new SnowflakeGrant("USAGE", "DATABASE", "S", "ROLE", "R", true);
    return new SnowflakeManifest(
        "7",
        "ACME.PROD",
        "shop, \"the\" 100% \\ \n one",
        true,
        "a 'comment'|",
        3,
        Instant.parse("2026-11-22T09:00:00Z"),
        Instant.parse("2026-11-22T09:00:01.5Z"),
        Optional.of(Instant.parse("2026-11-21T09:00:00Z")),
        Optional.empty(),
        "GDS$UNLOAD$20261122T090000Z$0A0A0A0A",
        SnowflakeFileFormat.PARQUET,
        "create or replace database X;\n😀",
        List.of(table().counted(5, 700, 2).hashed(OptionalLong.of(-42)), table()),
        List.of(new SnowflakeManifest.Sequence("S", "Q", "12", "1")),
        new SnowflakeGrants(
            List.of(grant), List.of(), Map.of("S", List.of(grant)), Map.of("DR", List.of(grant))),
        List.of("view V: not seen"));
  }

  @Test
  void aManifestIsReadAgainAsItWasWritten() {
    String text = SnowflakeManifestJson.write(manifest());
    assertThat(SnowflakeManifestJson.read(text, "here")).isEqualTo(manifest());
    assertThat(manifest().rows()).isEqualTo(5);
  }

  @Test
  void aManifestThatIsNoneOrNewerOrTouchedIsRefused() {
    String text = SnowflakeManifestJson.write(manifest());
    Map<String, ErrorCode> wrong =
        Map.of(
            "",
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            "[1]",
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            "{",
            ErrorCode.ARCHIVE_CORRUPT,
            text.replace("unload\":1", "unload\":2"),
            ErrorCode.ARCHIVE_TOO_NEW,
            text.replace("NUMBER(38,0)", "NUMBER); DROP"),
            ErrorCode.ARCHIVE_CORRUPT,
            text.replace("000007", "../7"),
            ErrorCode.ARCHIVE_CORRUPT,
            text.replace("\"rows\":5", "\"rows\":null"),
            ErrorCode.ARCHIVE_CORRUPT);
    wrong.forEach(
        (bad, code) ->
            assertThatThrownBy(() -> SnowflakeManifestJson.read(bad, "here"))
                .isInstanceOfSatisfying(
                    DatabaseException.class, e -> assertThat(e.code()).as(bad).isEqualTo(code)));
  }

  @Test
  void theFilesOfAManifestHoldNothingThatAReaderOfCsvTakesForSomethingElse() {
    String text = SnowflakeManifestJson.write(manifest()).repeat(200);
    List<File> files = SnowflakeManifestFiles.of(text);
    assertThat(files).hasSizeGreaterThan(2);
    assertThat(files.get(files.size() - 1).name()).isEqualTo("gds_manifest");
    for (File file : files) {
      assertThat(files)
          .filteredOn(other -> other.name().startsWith(file.name()))
          .as("a path in a stage means all files that begin so")
          .hasSize(1);
    }
    List<String> lines = new ArrayList<>();
    for (File file : files) {
      assertThat(file.line()).doesNotContain(",", "\\", "\n", "'", "\"");
      assertThat(file.write(PLACE).length()).isLessThan(500_000);
      lines.add(file.line());
    }
    List<String> head = List.of(lines.remove(lines.size() - 1));
    assertThat(SnowflakeManifestFiles.parts(head, "here")).isEqualTo(lines.size());
    assertThat(SnowflakeManifestFiles.text(head, lines, "here")).isEqualTo(text);
    assertThat(SnowflakeManifestFiles.read(PLACE, "gds_manifest"))
        .isEqualTo("SELECT $1 AS LINE FROM @\"OPS\".\"PUBLIC\".\"b s\"/daily/shop/gds_manifest");
    lines.set(0, lines.get(0).replace("shop", "shod"));
    assertThatThrownBy(() -> SnowflakeManifestFiles.text(head, lines, "here"))
        .hasMessageContaining("its sum differs");
    lines.set(0, "%4");
    assertThatThrownBy(() -> SnowflakeManifestFiles.text(head, lines, "here"))
        .isInstanceOf(DatabaseException.class);
    for (List<String> other :
        List.of(
            List.<String>of(),
            List.of("x"),
            List.of("gds-unload form=2 parts=1 x"),
            List.of("a", "b"))) {
      assertThatThrownBy(() -> SnowflakeManifestFiles.parts(other, "here"))
          .isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  void definitionsArePartedWhereAStatementEndsAndNotInTexts() {
    String text =
        """
        create or replace database X;

        -- a comment; with a semicolon
        create or replace TABLE X.S.T (A VARCHAR(9) COMMENT 'it''s; a \\' text;', "b;""c" NUMBER);
        create or replace function X.S.F() returns text as $$ ; ' $$;
        /* ; */ ;
        create or replace view X.S.V as select 1 // ; rest
        ;
        create sequence X.S.Q""";
    assertThat(SnowflakeDdl.statements(text))
        .extracting(SnowflakeDdl::subject)
        .containsExactly(
            "database X",
            "TABLE X.S.T",
            "function X.S.F",
            "view X.S.V as select 1 // ; rest",
            "sequence X.S.Q");
    assertThat(SnowflakeDdl.statements(text).get(0)).matches(SnowflakeDdl::makesDatabase);
    assertThat(SnowflakeDdl.isNeeded("create or replace TRANSIENT TABLE A (B NUMBER)")).isTrue();
    assertThat(SnowflakeDdl.isNeeded("create or replace view A as select 1")).isFalse();
  }

  @Test
  void definitionsAreGivenToAnotherDatabaseByTheNameThatOnlyTheCloneHad() {
    String clone = "GDS$UNLOAD$20261122T090000Z$0A0A0A0A";
    assertThat(
            SnowflakeDdl.rebased(
                "create table "
                    + clone
                    + ".S.T (A NUMBER default \""
                    + clone
                    + "\".S.Q.nextval, "
                    + clone
                    + "X NUMBER)",
                clone,
                "NEW$"))
        .isEqualTo(
            "create table \"NEW$\".S.T (A NUMBER default \"NEW$\".S.Q.nextval, "
                + clone
                + "X NUMBER)");
    assertThatThrownBy(() -> SnowflakeDdl.rebased("", "SHOP", "X"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSequenceGoesOnWhereItStood() {
    List<SnowflakeManifest.Sequence> known =
        List.of(new SnowflakeManifest.Sequence("S", "my q", "42", "1"));
    assertThat(
            SnowflakeDdl.continued(
                "create or replace sequence \"N\".S.\"my q\" start with 1 increment by 1 order",
                "N",
                known))
        .isEqualTo(
            "create or replace sequence \"N\".S.\"my q\" start with 42 increment by 1 order");
    for (String other :
        new String[] {
          "create or replace sequence \"N\".S.OTHER start with 1 increment by 1",
          "create or replace view \"N\".S.V as select 1"
        }) {
      assertThat(SnowflakeDdl.continued(other, "N", known)).isEqualTo(other);
    }
  }

  @Test
  void aFileIsNamedByItsPathBelowThePlaceWhateverTheStageIsCalled() {
    assertThat(SnowflakeUnloads.below(PLACE, "b s/daily/shop/data/1/x")).isEqualTo("data/1/x");
    assertThat(SnowflakeUnloads.below(PLACE, "s3://bucket/base/daily/shop/gds_manifest"))
        .isEqualTo("gds_manifest");
    assertThat(SnowflakeUnloads.below(SnowflakeStagePath.of("@a.b.c"), "c/daily/x"))
        .isEqualTo("daily/x");
  }

  @Test
  void policiesAndWhatIsNotShownAreNoticed() {
    assertThat(SnowflakeDdl.hasPolicies("… with masking  policy P using (A)")).isTrue();
    assertThat(SnowflakeDdl.hasPolicies("create table INSURANCE_POLICY (A NUMBER)")).isFalse();
    assertThat(SnowflakeDdl.hasUnknown("with tag (#UNKNOWN_TAG='#UNKNOWN_VALUE')")).isTrue();
  }
}
