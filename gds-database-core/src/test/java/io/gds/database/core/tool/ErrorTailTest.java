package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorTailTest {
  private static List<String> lines(String text) {
    ErrorTail tail = new ErrorTail();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    tail.accept(bytes, bytes.length);
    return tail.lines();
  }

  @Test
  void linesEndAtNewlinesAndCarriageReturnsAndEmptyOnesAreLeftOut() {
    assertThat(lines("a\r\nb\n\n10%\r20%\rend")).containsExactly("a", "b", "10%", "20%", "end");
  }

  @Test
  void onlyTheLastLinesAreKept() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append("line ").append(i).append('\n');
    }
    assertThat(lines(text + "half"))
        .hasSize(ErrorTail.MAX_LINES)
        .startsWith("line 61")
        .endsWith("line 99", "half");
  }

  @Test
  void controlCharactersCannotReachATerminal() {
    assertThat(lines("\u001b[2Jgone\u0007\u2028fake")).containsExactly(" [2Jgone  fake");
  }
}
