package io.gds.database.core.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {
  @Test
  void whatIsEncodedIsUtf8AndAPlusSignStandsForItself() {
    assertThat(Percent.decode("a%2Fb+c%E2%82%AC%40é")).contains("a/b+c€@é");
    assertThat(Percent.decode("")).contains("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%2", "%zz", "%-1", "%FF", "%E2%82"})
  void whatIsEncodedWronglyIsNothing(String text) {
    assertThat(Percent.decode(text)).isEmpty();
  }
}
