package io.gds.database.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What one client says to a server of PostgreSQL, message by message. Used by one thread. */
final class FrontendMessages {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int PROTOCOL_3 = 3;

  private final StatementTap tap;
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();
  private byte[] pending = {};
  private boolean started;
  private boolean lost;
  private boolean counting;

  FrontendMessages(StatementTap tap) {
    this.tap = tap;
  }

  /** More of what it says. */
  void take(byte[] bytes) {
    byte[] all = Arrays.copyOf(pending, pending.length + bytes.length);
    System.arraycopy(bytes, 0, all, pending.length, bytes.length);
    ByteBuffer buffer = ByteBuffer.wrap(all);
    int whole = 0;
    while (!lost && (started ? message(buffer) : startUp(buffer))) {
      whole = buffer.position();
    }
    pending = lost ? new byte[0] : Arrays.copyOfRange(all, whole, all.length);
  }

  /** A request for encryption, which the server may refuse, a cancellation, or the start. */
  private boolean startUp(ByteBuffer buffer) {
    if (buffer.remaining() > 0 && buffer.get(buffer.position()) == TLS_HANDSHAKE) {
      lost = true;
      tap.unreadable();
      return false;
    }
    if (buffer.remaining() < 8) {
      return false;
    }
    int length = buffer.getInt();
    int code = buffer.getInt();
    if (buffer.remaining() < length - 8) {
      return false;
    }
    buffer.position(buffer.position() + length - 8);
    started = code >>> 16 == PROTOCOL_3;
    return true;
  }

  private boolean message(ByteBuffer buffer) {
    if (buffer.remaining() < 5) {
      return false;
    }
    char type = (char) buffer.get();
    int length = buffer.getInt() - 4;
    if (buffer.remaining() < length) {
      return false;
    }
    ByteBuffer body = buffer.slice().limit(length);
    buffer.position(buffer.position() + length);
    switch (type) {
      case 'P' -> statements.put(text(body), text(body));
      case 'B' -> portals.put(text(body), statements.getOrDefault(text(body), ""));
      case 'E' -> executed(portals.getOrDefault(text(body), ""));
      case 'F' -> executed("a function called by its number");
      case 'Q' -> query(text(body));
      case 'S' -> waited();
      default -> {
        // Passwords, descriptions, closings, copied rows.
      }
    }
    return true;
  }

  /** What the driver begins a transaction by is sent along with what comes next. */
  private void query(String text) {
    executed(text);
    if (!text.equals("BEGIN")) {
      waited();
    }
  }

  private void executed(String text) {
    if (StatementTap.counts(text)) {
      tap.executed(text);
      counting = true;
    }
  }

  private void waited() {
    if (counting) {
      tap.waited();
      counting = false;
    }
  }

  private static String text(ByteBuffer body) {
    int start = body.position();
    int end = start;
    while (body.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    body.get(bytes).get();
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
