package io.gds.database.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidOptionsExceptionTest {
  @Test
  void theMessageNamesAllFaultsAtOnce() {
    InvalidOptionsException error =
        InvalidOptionsException.of(
            "backup options",
            List.of(new OptionFault("to", "is missing"), new OptionFault("level", "takes 1 to 9")));

    assertThat(error).hasMessage("backup options: to: is missing; level: takes 1 to 9");
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
    assertThat(error.faults())
        .containsExactly(
            new OptionFault("to", "is missing"), new OptionFault("level", "takes 1 to 9"));
  }

  @Test
  void theFaultsAreTheExceptionsOwn() {
    List<OptionFault> given = new ArrayList<>(List.of(new OptionFault("to", "is missing")));
    InvalidOptionsException error = InvalidOptionsException.of("options", given);

    given.clear();

    assertThat(error.faults()).hasSize(1);
  }

  @Test
  void withoutAFaultThereIsNothingToThrow() {
    assertThatThrownBy(() -> InvalidOptionsException.of("options", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no faults");
  }

  @Test
  void aSingleFaultIsNamedAfterWhatItIsAbout() {
    ErrorDetails details = ErrorDetails.of(ErrorCode.INVALID_NAME, "is too long");

    assertThat(new InvalidOptionsException(details.target("database")).faults())
        .containsExactly(new OptionFault("database", "is too long"));
    assertThat(new InvalidOptionsException(details).faults())
        .containsExactly(new OptionFault("name", "is too long"));
  }
}
