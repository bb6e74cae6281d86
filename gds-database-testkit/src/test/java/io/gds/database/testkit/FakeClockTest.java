package io.gds.database.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FakeClockTest {
  private final FakeClock clock = new FakeClock();

  @Test
  void standsStillUntilItIsMoved() {
    assertThat(clock.instant()).isEqualTo(FakeClock.BEGINNING).isEqualTo(clock.instant());

    assertThat(clock.advance(Duration.ofMinutes(5)))
        .isEqualTo(clock.instant())
        .isEqualTo(FakeClock.BEGINNING.plusSeconds(300));
  }

  @Test
  void canBePutToAnyInstant() {
    Instant past = Instant.parse("1999-12-31T23:59:59Z");
    clock.set(past);

    assertThat(clock.instant()).isEqualTo(past);
    assertThat(new FakeClock(past)).hasToString("fake clock at 1999-12-31T23:59:59Z");
  }

  @Test
  void knowsNoZoneButUtc() {
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    assertThat(clock.withZone(ZoneId.of("Asia/Tokyo"))).isSameAs(clock);
  }
}
