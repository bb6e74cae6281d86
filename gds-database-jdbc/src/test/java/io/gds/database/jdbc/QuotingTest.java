package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotingTest {
  private static final Quoting ANSI = new Quoting('"', '"', 2_000, LengthUnit.CHARS);
  private static final Quoting BRACKETS = new Quoting('[', ']', 128, LengthUnit.CHARS);
  private static final List<String> PIECES =
      List.of(
          "\"",
          "'",
          "]",
          "[",
          "`",
          "\\",
          ".",
          ";",
          "--",
          "/*",
          "*/",
          "\n",
          "\r",
          "\t",
          " ",
          "%",
          "_",
          "?",
          ":x",
          "$1",
          "@p",
          "{d",
          "}",
          "a",
          "B",
          "0",
          "é",
          "ß",
          "ı",
          "漢",
          "😀",
          "\u202e",
          "\u200b",
          "\ufeff",
          "\u02bc",
          "\uff07",
          "\u0001",
          "\u007f",
          "select",
          "drop table t",
          "=",
          "-",
          "(",
          ")",
          ",",
          "#",
          "&",
          "\u2028");

  static String hostileName(Random random) {
    StringBuilder name = new StringBuilder();
    int pieces = 1 + random.nextInt(12);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(4) > 0) {
        name.append(PIECES.get(random.nextInt(PIECES.size())));
      } else {
        int point = 1 + random.nextInt(0x10FFFF);
        name.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 'x' : point);
      }
    }
    return name.toString();
  }

  @Test
  void tenThousandHostileNamesComeBackFromSqliteAsTheyWentIn() throws SQLException {
    Random random = new Random(20261121);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 10_000; i++) {
        String name = hostileName(random);
        try (ResultSet results =
            statement.executeQuery(
                "select 1 as " + ANSI.quote(name) + ", " + ANSI.literal(name) + " as text")) {
          assertThat(results.getMetaData().getColumnCount()).isEqualTo(2);
          assertThat(results.getMetaData().getColumnLabel(1)).isEqualTo(name);
          assertThat(results.getString(2)).isEqualTo(name);
          assertThat(results.next()).isTrue();
          assertThat(results.next()).isFalse();
        }
      }
    }
  }

  @Test
  void hostileNamesMakeTablesThatCanBeUsedAndDropped() throws SQLException {
    Random random = new Random(7);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 300; i++) {
        String name = "t" + hostileName(random);
        statement.executeUpdate("create table " + ANSI.quote(name) + " (a)");
        try (ResultSet results =
            statement.executeQuery("select name from sqlite_schema where type = 'table'")) {
          assertThat(results.next()).isTrue();
          assertThat(results.getString(1)).isEqualTo(name);
          assertThat(results.next()).isFalse();
        }
        statement.executeUpdate("drop table " + ANSI.quote(name));
      }
    }
  }

  @Test
  void likePatternsMatchTheTextAloneAndNothingElse() throws SQLException {
    Random random = new Random(11);
    String sql = "select ? like ? escape '\\', 'x' || ? like ? escape '\\'";
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < 2_000; i++) {
        String text = hostileName(random);
        for (int bind = 1; bind <= 4; bind++) {
          statement.setString(bind, bind % 2 == 1 ? text : ANSI.likePattern(text));
        }
        try (ResultSet results = statement.executeQuery()) {
          assertThat(results.getBoolean(1)).isTrue();
          assertThat(results.getBoolean(2)).isFalse();
        }
      }
    }
  }

  @Test
  void theClosingQuoteIsDoubledAndTheOpeningOneIsNot() {
    assertThat(BRACKETS.quote("a]b[c")).isEqualTo("[a]]b[c]");
    assertThat(ANSI.quote("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(BRACKETS.quote("dbo", "a.b", "]")).isEqualTo("[dbo].[a.b].[]]]");
  }

  @Test
  void literalsDoubleTheApostropheAndWhatElseTheServerReads() {
    assertThat(ANSI.literal("it's \\n")).isEqualTo("'it''s \\n'");
    assertThat(ANSI.literal("")).isEqualTo("''");
    assertThat(BRACKETS.literalPrefix("N").literal("'; drop")).isEqualTo("N'''; drop'");
    assertThat(ANSI.literalPrefix("E").backslashEscapes().literal("\\' or 1=1"))
        .isEqualTo("E'\\\\'' or 1=1'");
  }

  @Test
  void patternsEscapeTheWildcardsOfThePlatform() {
    assertThat(ANSI.likePattern("50%_\\[a]")).isEqualTo("50\\%\\_\\\\[a]");
    assertThat(ANSI.likeWildcards("%_[").likePattern("50%_\\[a]")).isEqualTo("50\\%\\_\\\\\\[a]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\0b", "\0", "high\uD800", "\uDC00low", "\uD800\uD800", "\uDC00\uD800"})
  void namesThatCannotBeSentAreRefusedBeforeTheyAre(String name) {
    assertThatThrownBy(() -> ANSI.quote(name))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME);
              assertThat(e.remedy()).isPresent();
              assertThat(e.getMessage()).doesNotContain("\0");
            });
  }

  @Test
  void textsThatCannotBeSentAreRefusedWithoutRepeatingThem() {
    assertThatThrownBy(() -> ANSI.literal("hunter2\0"))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("NUL")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void lengthsAreCountedInTheUnitOfThePlatform() {
    Quoting bytes = new Quoting('"', '"', 63, LengthUnit.BYTES);
    Quoting points = new Quoting('"', '"', 4, LengthUnit.CODE_POINTS);
    Quoting chars = new Quoting('"', '"', 4, LengthUnit.CHARS);
    assertThat(bytes.check("é".repeat(31))).hasSize(31);
    assertThat(points.check("😀😀😀😀")).hasSize(8);
    assertThat(chars.check("😀😀")).hasSize(4);
    assertThatThrownBy(() -> bytes.check("é".repeat(32)))
        .hasMessageContaining("64 bytes in UTF-8")
        .hasMessageContaining("63");
    assertThatThrownBy(() -> points.check("😀😀😀😀a")).hasMessageContaining("5 characters");
    assertThatThrownBy(() -> chars.check("😀😀a")).hasMessageContaining("5 characters");
  }

  @Test
  void aRefusedNameIsShownOnOneLineAndCut() {
    String name = "a\nb\u202e" + "x".repeat(5_000);
    assertThatThrownBy(() -> ANSI.quote(name))
        .satisfies(
            e -> {
              assertThat(e.getMessage()).hasSizeLessThan(250).contains("a\\nb\\u202e");
              assertThat(e.toString()).doesNotContain("\n").doesNotContain("\u202e");
            });
  }

  @Test
  void aCommentStaysOnItsLine() {
    String name = "a\nDROP DATABASE shop\r\u2028\u0085";
    assertThat(Quoting.comment("leave " + ANSI.quote(name) + " as it is").lines()).hasSize(1);
    assertThat(Quoting.comment("é b")).isEqualTo("-- é b");
  }

  @Test
  void aLimitOfNothingIsAProgrammingError() {
    assertThatThrownBy(() -> new Quoting('"', '"', 0, LengthUnit.CHARS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
