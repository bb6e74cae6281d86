package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSyncNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s1 | FIRST 1 (\"s1\")",
        "s1, \"S 2\" | FIRST 1 (\"s1\", \"S 2\")",
        "2 (a, b,c) | FIRST 2 (\"a\", \"b\", \"c\")",
        "first 1 (a) | FIRST 1 (\"a\")",
        "ANY 1 (a, \"b\"\"c\") | ANY 1 (\"a\", \"b\"\"c\")",
        "* | FIRST 1 (*)",
        "\"any\" | FIRST 1 (\"any\")",
        "any | FIRST 1 (\"any\")"
      })
  void everyFormOfTheSettingIsRead(String text, String same) {
    assertThat(PostgresSyncNames.parse(text).map(PostgresSyncNames::text)).contains(same);
    assertThat(PostgresSyncNames.parse(same).map(PostgresSyncNames::text)).contains(same);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIRST (a)", "ANY x (a)", "1 (a", "a,", "\"a", "1 (a) b", ","})
  void whatIsNoValueIsNotGuessedAt(String text) {
    assertThat(PostgresSyncNames.parse(text)).isEmpty();
  }

  @Test
  void namesComeAndGoWithTheNumberThatIsWaitedFor() {
    PostgresSyncNames one = PostgresSyncNames.NONE.with("a");
    assertThat(one.text()).isEqualTo("FIRST 1 (\"a\")");
    assertThat(one.with("A")).isEqualTo(one);
    PostgresSyncNames two = one.with("b");
    assertThat(two.text()).isEqualTo("FIRST 2 (\"a\", \"b\")");
    assertThat(two.without("B").text()).isEqualTo("FIRST 1 (\"a\")");
    assertThat(two.without("c")).isEqualTo(two);
    assertThat(one.without("a")).isEqualTo(PostgresSyncNames.NONE);
    assertThat(PostgresSyncNames.parse(" ")).isEqualTo(Optional.of(PostgresSyncNames.NONE));
    assertThat(new PostgresSyncNames(true, 1, List.of("*")).has("x")).isTrue();
  }
}
