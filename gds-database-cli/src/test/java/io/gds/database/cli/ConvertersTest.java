package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "1d,PT24H", "PT1M30S,PT1M30S"})
  void durationsAreReadInShortAndInIsoForm(String text, Duration expected) {
    assertThat(new Durations().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "0s", "PT0S", "PT-1S", "99999999999s", "soon"})
  void otherDurationsAreRefused(String text) {
    assertThatThrownBy(() -> new Durations().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("takes ");
  }

  @Test
  void instantsNeedTheirZone() {
    assertThat(new Instants().convert("2026-03-01T14:30:00+01:00"))
        .isEqualTo(Instant.parse("2026-03-01T13:30:00Z"));
    assertThatThrownBy(() -> new Instants().convert("2026-03-01T14:30:00"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("with its zone");
  }
}
