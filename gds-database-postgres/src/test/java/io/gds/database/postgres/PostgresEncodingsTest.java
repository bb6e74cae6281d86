package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.operation.Check;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases of other encodings and locales than the server's: each goes round and stays itself. */
class PostgresEncodingsTest {
  private static final String LOCALE =
      "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype,"
          + " to_jsonb(d) ->> 'datlocprovider', to_jsonb(d) ->> 'datlocale',"
          + " to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'daticurules')"
          + " FROM pg_database d WHERE datname = '";

  private static Depot depot(int major) throws Exception {
    return Depot.on(PostgresTestServer.builder().major(major).share());
  }

  private static Path tools(Depot depot) {
    return Objects.requireNonNull(depot.tools.tool("pg_dump").getParent());
  }

  private static String locale(Depot depot, String database) {
    return depot.server.value(LOCALE + database + "'").orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "13, ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C', grüße",
        "13, ENCODING 'EUC_JP' LC_COLLATE 'C' LC_CTYPE 'C', 日本語",
        "13, ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C', grüße",
        "15, ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de-DE', grüße €",
        "16, LOCALE_PROVIDER icu ICU_LOCALE 'und' ICU_RULES '&a < g', grüße €",
        "17, ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8', grüße €"
      })
  void aDatabaseGoesRoundAndStaysItself(int since, String clauses, String text) throws Exception {
    int major =
        PostgresTools.all().stream()
            .mapToInt(PostgresTools::major)
            .filter(found -> found >= since && found <= PostgresMajors.NEWEST)
            .max()
            .orElse(0);
    assumeTrue(major > 0, "needs the client tools of major " + since + " or newer");
    try (Depot depot = depot(major)) {
      String name = depot.name();
      String role = depot.role("ö " + text);
      depot.server.execute(
          "CREATE DATABASE " + name + " TEMPLATE template0 " + clauses,
          "ALTER DATABASE " + name + " OWNER TO " + PostgresSql.name(role),
          "COMMENT ON DATABASE " + name + " IS 'für " + text + "'");
      String schema = PostgresSql.name("in " + text);
      String table = PostgresSql.name("in " + text, text);
      depot.server.executeIn(
          name,
          "CREATE SCHEMA " + schema,
          "CREATE TABLE " + table + " (id int, body text)",
          "INSERT INTO " + table + " SELECT n, '" + text + "' FROM generate_series(1, 40) n");
      String before = depot.plainDump(name);
      String locale = locale(depot, name);
      PostgresDatabase database = depot.engine.database(name);
      BackupInfo backup =
          database.backup(
              BackupOptions.builder()
                  .to(depot.place())
                  .verify(VerifyLevel.RESTORE_AND_CHECK)
                  .option(PostgresBackup.TOOLS, tools(depot))
                  .build());
      assertThat(backup.checked()).anyMatch(line -> line.contains("all 40 rows of 1 tables"));
      RestoreInfo info =
          database.restore(
              Depot.from(backup)
                  .overwrite(true)
                  .verify(VerifyLevel.RESTORE_AND_CHECK)
                  .option(PostgresRestore.TOOLS, tools(depot))
                  .build());
      assertThat(info.next()).noneMatch(line -> line.startsWith("Not applied"));
      assertThat(locale(depot, name)).isEqualTo(locale);
      assertThat(depot.plainDump(name)).isEqualTo(before);
      for (CloneKind kind : PostgresClones.KINDS) {
        String clone = depot.name();
        CloneOptions.Builder options = CloneOptions.builder().to(clone).kind(kind);
        if (kind != CloneKind.TEMPLATE) {
          options.option(PostgresClone.TOOLS, tools(depot));
        }
        database.clone(options.build());
        assertThat(locale(depot, clone)).as(kind.toString()).isEqualTo(locale);
        if (kind != CloneKind.STRUCTURE_ONLY) {
          assertThat(depot.plainDump(clone).replace(clone, name)).isEqualTo(before);
        }
      }
      assertThat(depot.leftovers()).isEmpty();
    }
  }

  @Test
  void namesThatPgDumpWouldMissAreRefused() throws Exception {
    try (Depot depot = depot(PostgresMajors.oldestWithTools())) {
      String name = depot.name();
      depot.server.execute(
          "CREATE DATABASE "
              + name
              + " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
      depot.server.executeIn(name, "CREATE TABLE \"schlüssel\" (id int)", "CREATE TABLE plain ()");
      PostgresDatabase database = depot.engine.database(name);
      BackupOptions.Builder without =
          BackupOptions.builder()
              .to(depot.place())
              .option(PostgresBackup.EXCLUDE_TABLES, PostgresNames.of("schlüssel"));
      assertThat(database.prepareBackup(without.build()).checks())
          .filteredOn(Check::refused)
          .singleElement()
          .satisfies(check -> assertThat(check.remedy()).contains("LATIN1"));
      without.option(PostgresBackup.EXCLUDE_TABLES, PostgresNames.of("plain"));
      assertThat(database.prepareBackup(without.build()).refused()).isFalse();
    }
  }
}
