package io.gds.database.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostCommandTest {
  @Test
  void wordsAreReadAsTheyAreWritten() {
    assertThat(HostCommand.parse(" systemctl  stop \"a b\" x\"y z\" \"\"").words())
        .containsExactly("systemctl", "stop", "a b", "xy z", "");
    HostCommand command = HostCommand.of("a", "b c", "");
    assertThat(HostCommand.parse(command.toString())).isEqualTo(command);
  }

  @Test
  void aCommandWithoutProgramOrWithAnOpenQuoteIsRefused() {
    for (String wrong : List.of("", " ", "\"\" stop", "a \"b")) {
      assertThatThrownBy(() -> HostCommand.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
