package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.DatabaseState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HumanTest {
  @Test
  void whatIsMissingIsEmpty() {
    assertThat(Human.of(null)).isEmpty();
    assertThat(Human.of(Optional.empty())).isEmpty();
    assertThat(Human.of(OptionalLong.empty())).isEmpty();
    assertThat(Human.of(OptionalInt.empty())).isEmpty();
    assertThat(Human.of(OptionalDouble.empty())).isEmpty();
    assertThat(Human.bytes(OptionalLong.empty())).isEmpty();
  }

  @Test
  void valuesReadLikeProse() {
    assertThat(Human.of(true)).isEqualTo("yes");
    assertThat(Human.of(false)).isEqualTo("no");
    assertThat(Human.of(1234567L)).isEqualTo("1,234,567");
    assertThat(Human.of(OptionalInt.of(5432))).isEqualTo("5,432");
    assertThat(Human.of(OptionalDouble.of(12.5))).isEqualTo("12.500");
    assertThat(Human.of(3.0)).isEqualTo("3");
    assertThat(Human.of(Instant.parse("2026-01-02T03:04:05.678Z")))
        .isEqualTo("2026-01-02T03:04:05Z");
    assertThat(Human.of(DatabaseState.ONLINE)).isEqualTo("ONLINE");
    assertThat(Human.of(Optional.of(List.of("a", "b\n")))).isEqualTo("a, b\\n");
    assertThat(Human.of(Map.of("k", Optional.of(1L)))).isEqualTo("k=1");
    assertThat(Human.of(Path.of("/a/b"))).isEqualTo("/a/b");
  }

  @Test
  void bytesTakeTheUnitThatLeavesAShortNumber() {
    assertThat(Human.bytes(0)).isEqualTo("0 B");
    assertThat(Human.bytes(1023)).isEqualTo("1023 B");
    assertThat(Human.bytes(1024)).isEqualTo("1.0 KiB");
    assertThat(Human.bytes(1024 * 1024 - 1)).isEqualTo("1.0 MiB");
    assertThat(Human.bytes(150.0 * 1024 * 1024)).isEqualTo("150 MiB");
    assertThat(Human.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
  }

  @Test
  void durationsTakeTheUnitThatMatters() {
    assertThat(Human.duration(Duration.ofMillis(7))).isEqualTo("7 ms");
    assertThat(Human.duration(Duration.ofMillis(1500))).isEqualTo("1.5 s");
    assertThat(Human.duration(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
    assertThat(Human.duration(Duration.ofMinutes(61))).isEqualTo("1 h 01 min");
    assertThat(Human.duration(Duration.ofSeconds(-5))).isEqualTo("-5.0 s");
  }
}
