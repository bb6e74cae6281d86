package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "*, sales",
    "*, ''",
    "sales, sales",
    "s*, sales",
    "*s, sales",
    "s*s, ss",
    "s*l*s, sales",
    "?ales, sales",
    "s??es, sales",
    "*a*e*, sales",
    "a.b, a.b",
    "[a], [a]",
    "a%, a%",
    "**, x",
    "?, 😀",
  })
  void aNameThatFitsMatches(String pattern, String name) {
    assertThat(new NamePattern(pattern).matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "sales, Sales",
    "sales, sales2",
    "s*x, sales",
    "?, ''",
    "?, ab",
    "'', a",
    "a.b, axb",
    "[a], a",
    "a%, ab",
    "s?, s",
    "*a, b",
  })
  void aNameThatDoesNotFitDoesNotMatch(String pattern, String name) {
    assertThat(new NamePattern(pattern).matches(name)).isFalse();
  }

  @Test
  void aHostilePatternCostsNoMoreThanBothLengths() {
    long begin = System.nanoTime();

    assertThat(new NamePattern("a*".repeat(200) + "b").matches("a".repeat(2000))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void itPrintsAsThePatternItself() {
    assertThat(new NamePattern("s*")).hasToString("s*");
  }
}
