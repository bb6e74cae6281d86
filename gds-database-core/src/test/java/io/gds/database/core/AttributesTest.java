package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.operation.Verdict;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {
  public interface Common {
    String name();
  }

  public record Special(String name, int pageSize, String encoding) implements Common {}

  @Test
  void onlyWhatTheInterfaceDoesNotNameIsAnAttributeInOrder() {
    Map<String, Object> attributes = Attributes.of(new Special("x", 4096, "UTF-8"), Common.class);

    assertThat(attributes)
        .containsExactly(Map.entry("pageSize", 4096), Map.entry("encoding", "UTF-8"));
  }

  @Test
  void anAdviceWarnsAndWhatWasNotMeasuredSaysSo() {
    Clock clock = Clock.systemUTC();

    assertThat(Checks.advise(clock, false, "r", "s", "m", "l", "Do it.").verdict())
        .isEqualTo(Verdict.WARNING);
    assertThat(Checks.advise(clock, true, "r", "s", "m", "l", "Do it.").remedy()).isEmpty();
    assertThat(Checks.notMeasured(clock, "r", "s", "no right", "l").verdict())
        .isEqualTo(Verdict.NOT_MEASURED);
    assertThat(Checks.notMeasured(clock, "r", "s", "no right", "l").refused()).isFalse();
  }
}
