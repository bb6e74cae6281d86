package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "` SELECT  a\n\tFROM t ; `|SELECT a FROM t",
        "`SELECT 'a  b;  c' ,  \"x  y\"`|`SELECT 'a  b;  c' , \"x  y\"`",
        "`SELECT 'it''s  a;'  ;;`|`SELECT 'it''s  a;'`",
        "`SELECT E'a\\\\'  b'  FROM  t`|`SELECT E'a\\\\' b'  FROM  t`",
        "`SELECT E'a\\'  b'  FROM  t`|`SELECT E'a\\'  b' FROM t`",
        "`SELECT nameE'a\\'  ,  b`|`SELECT nameE'a\\' , b`",
        "`-- one\nSELECT /* two /* three */ four */ 1 -- five`|SELECT 1",
        "`SELECT '--  no' , \"/*  no */\"`|`SELECT '--  no' , \"/*  no */\"`",
        "`DO $$a  ;  b$$  ,  $x$c  $$  d$x$`|`DO $$a  ;  b$$ , $x$c  $$  d$x$`",
        "`SELECT a$b  ,  $1`|`SELECT a$b , $1`",
        "`SELECT 'open  `|`SELECT 'open  `",
        "`DO $$open  `|`DO $$open  `",
        "`SELECT 1 /* open`|SELECT 1",
        "`  `|``",
      })
  void spacesAndCommentsGoAndWhatIsQuotedStays(String sql, String normalized) {
    assertThat(WireText.normalized(sql)).isEqualTo(normalized);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`USE  [a--b  ]]/* c] ;`|`USE [a--b  ]]/* c]`",
        "`SELECT [it's]  ,  N'a  ''[ b'`|`SELECT [it's] , N'a  ''[ b'`",
        "`SELECT E'a\\'  ,  $action  ,  $b$`|`SELECT E'a\\' , $action , $b$`",
        "`SELECT 1 -- [one\n;`|SELECT 1",
        "`SELECT [open  `|`SELECT [open  `",
      })
  void bracketsAreQuotesInTransactSql(String sql, String normalized) {
    assertThat(WireText.Language.TSQL.normalized(sql)).isEqualTo(normalized);
    assertThat(
            new WireRequest(1, "ada", "a", sql, List.of(), Map.of("language", "tsql")).normalized())
        .isEqualTo(normalized);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`SELECT 'a\\'  b'  ,  'it''s  c' ;`|`SELECT 'a\\'  b' , 'it''s  c'`",
        "`SELECT $$a'  ;  --$$  ,  1`|`SELECT $$a'  ;  --$$ , 1`",
        "`SELECT 1 // one\n , 'http://x' -- two`|`SELECT 1 , 'http://x'`",
        "`SELECT /* a /* b */  1`|`SELECT 1`",
        "`SELECT \"a\\\"  ,  \"b  \"\"c\"`|`SELECT \"a\\\" , \"b  \"\"c\"`",
        "`SELECT $$open  `|`SELECT $$open  `",
        "`SELECT 1 /* open`|SELECT 1",
      })
  void backslashesDollarsAndDoubleSlashesAreSnowflakes(String sql, String normalized) {
    assertThat(WireText.Language.SNOWFLAKE.normalized(sql)).isEqualTo(normalized);
    assertThat(
            new WireRequest(1, "ada", "a", sql, List.of(), Map.of("language", "snowflake"))
                .normalized())
        .isEqualTo(normalized);
  }

  @Test
  void statementsArePartedAtSemicolonsOutsideOfQuotes() {
    assertThat(
            WireText.statements(
                "SELECT ';', \";\"; ; -- ;\n/* ; */ DO $$;$$; UPDATE t SET a = E'\\';' ;"))
        .containsExactly("SELECT ';', \";\"", "-- ;\n/* ; */ DO $$;$$", "UPDATE t SET a = E'\\';'");
    assertThat(WireText.statements(" ;; -- nothing")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1|0",
        "SELECT $1, $12, $2|12",
        "SELECT '$3', \"$4\", a$5, $$ $6 $$, $ -- $7|5",
      })
  void placeholdersAreCountedOutsideOfQuotes(String sql, int highest) {
    assertThat(WireText.placeholders(sql)).isEqualTo(highest);
  }

  @Test
  void valuesAreShownForPeople() {
    assertThat(WireText.shown("a")).isEqualTo("'a'");
    assertThat(WireText.shown(new byte[] {1, -1})).isEqualTo("0x01ff");
    assertThat(WireText.shown(7L)).isEqualTo("7");
    assertThat(WireText.shown(null)).isEqualTo("null");
  }
}
