package io.gds.database.core.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Drains a tool's standard error for as long as it lasts, keeping the last lines only. Its memory
 * is bounded, whatever the tool writes. Thread-safe.
 */
final class ErrorTail {
  static final int MAX_LINES = 40;
  static final int MAX_LINE_BYTES = 500;

  private final Deque<byte[]> lines = new ArrayDeque<>();

  /** One byte more than is kept, to see that there was more. */
  private final byte[] line = new byte[MAX_LINE_BYTES + 1];

  private int length;

  /** Reads to the end. */
  void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    int read;
    while ((read = in.read(buffer)) >= 0) {
      accept(buffer, read);
    }
  }

  synchronized void accept(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        endLine();
      } else if (length < line.length) {
        line[length++] = b;
      }
    }
  }

  private void endLine() {
    if (length > 0) {
      if (lines.size() == MAX_LINES) {
        lines.removeFirst();
      }
      lines.addLast(Arrays.copyOf(line, length));
    }
    length = 0;
  }

  /** The last lines, the latest last, the unfinished one included. */
  synchronized List<String> lines() {
    List<String> result = new ArrayList<>();
    lines.forEach(kept -> result.add(text(kept)));
    if (length > 0) {
      result.add(text(Arrays.copyOf(line, length)));
    }
    return result.size() > MAX_LINES ? result.subList(1, result.size()) : result;
  }

  /** Control characters could move a terminal's cursor or fake a line. */
  private static String text(byte[] kept) {
    String text =
        new String(kept, 0, Math.min(kept.length, MAX_LINE_BYTES), StandardCharsets.UTF_8)
            .stripTrailing()
            .replaceAll("[\\p{Cntrl}\\x{2028}\\x{2029}\\x{85}]", " ");
    return kept.length > MAX_LINE_BYTES ? text + "…" : text;
  }
}
