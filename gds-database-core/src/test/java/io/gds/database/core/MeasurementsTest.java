package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Measurements measurements = new Measurements(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aDemandThatHoldsIsPassedAndOneThatDoesNotIsRefusedWithItsRemedy() {
    Check passed = demand(true);
    assertThat(passed.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(passed.measured()).isEqualTo("there");
    assertThat(passed.readAt()).isEqualTo(NOW);
    Check refused = demand(false);
    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(refused.measured()).isEqualTo("not there");
    assertThat(refused.remedy()).isEqualTo("Make it.");
  }

  private Check demand(boolean holds) {
    return measurements.demand(
        "it exists", "x", () -> holds, "there", "not there", ErrorCode.NOT_FOUND, "Make it.");
  }

  @Test
  void whatCannotBeMeasuredIsRefusedForTheReasonThrown() {
    Check check =
        measurements.measured(
            "it exists",
            "x",
            () -> {
              throw ErrorDetails.of(ErrorCode.PERMISSION_DENIED, "you may not look").toException();
            });
    assertThat(check.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(check.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(check.measured()).isEqualTo("you may not look");
    assertThat(check.remedy()).isNotBlank();
  }
}
