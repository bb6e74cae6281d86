package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void whatCouldSteerATerminalIsWrittenAsAnEscape() {
    assertThat(Text.escape("a\u001b[31mred\u0007\u0000\r\n\tz"))
        .isEqualTo("a\\u001b[31mred\\u0007\\u0000\\r\\n\\tz");
    assertThat(Text.escape("\u009b2J")).isEqualTo("\\u009b2J");
  }

  @Test
  void whatReversesOrHidesTextIsWrittenAsAnEscape() {
    assertThat(Text.escape("\u202egnp.exe\u200b\u2028\ud800"))
        .isEqualTo("\\u202egnp.exe\\u200b\\u2028\\ud800");
    assertThat(Text.escape(new StringBuilder().appendCodePoint(0xe0041).toString()))
        .isEqualTo("\\u{e0041}");
  }

  @Test
  void ordinaryTextOfAnyScriptStaysAsItIs() {
    String text = "Zürich 東京 שלום e\u0301 🙂 'quoted' \\back";
    assertThat(Text.escape(text)).isEqualTo(text);
  }

  @Test
  void linesMayBeKept() {
    assertThat(Text.escapeLines("a\nb\u001b")).isEqualTo("a\nb\\u001b");
  }

  @Test
  void widthCountsColumnsNotCharacters() {
    assertThat(Text.width("abc")).isEqualTo(3);
    assertThat(Text.width("東京")).isEqualTo(4);
    assertThat(Text.width("e\u0301")).isEqualTo(1);
    assertThat(Text.width("🙂")).isEqualTo(2);
    assertThat(Text.width("한글ﾊﾝｶｸＡ")).isEqualTo(4 + 4 + 2);
  }

  @Test
  void paddingAndCuttingGoByColumns() {
    assertThat(Text.pad("東", 4, false)).isEqualTo("東  ");
    assertThat(Text.pad("7", 3, true)).isEqualTo("  7");
    assertThat(Text.pad("long", 2, false)).isEqualTo("long");
    assertThat(Text.cut("東京都庁", 5)).isEqualTo("東京…");
    assertThat(Text.cut("short", 5)).isEqualTo("short");
  }
}
