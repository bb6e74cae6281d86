package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/etc/passwd", "../x", "a\0b", "a\ud800b"})
  void whatCannotBeTheNameOfOneFileIsRefused(String name) {
    assertInvalid(name, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "-h", "a b", "a\nb", "a\\b", "con", "a:b", " ", ".hidden", "x.db", "…"})
  void whatCanBeTheNameOfOneFileIsTakenAsItIs(String name) {
    assertThat(SqliteNames.check(name, false)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"con", "CON.txt", "nul", "lpt1", "a:b", "a\\b", "a*b", "a\nb", "a|b"})
  void whatWindowsCannotHoldIsRefusedThere(String name) {
    assertInvalid(name, true);
  }

  @Test
  void aNameIsMeasuredInBytesWithItsLongestSideFile() {
    assertThat(SqliteNames.check("n".repeat(SqliteNames.MAX_BYTES), false)).hasSize(244);
    assertInvalid("n".repeat(SqliteNames.MAX_BYTES + 1), false);
    assertInvalid("é".repeat(SqliteNames.MAX_BYTES / 2 + 1), false);
  }

  @ParameterizedTest
  @CsvSource({
    "a.db,a",
    "a.sqlite,a",
    "a.sqlite3,a",
    "a.db.db,a.db",
    "a.txt,a.txt",
    "a,a",
    ".db,.db",
    "a.DB,a.DB"
  })
  void theEndingOfAFileIsNotPartOfTheName(String file, String name) {
    assertThat(SqliteNames.stem(file)).isEqualTo(name);
  }

  private static void assertInvalid(String name, boolean windows) {
    assertThatThrownBy(() -> SqliteNames.check(name, windows))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
  }
}
