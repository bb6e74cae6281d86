package io.gds.database.postgres;

import java.net.URI;

/**
 * What Patroni answered.
 *
 * @param address who answered
 * @param status the HTTP status
 * @param body the whole body, which is short
 */
record PatroniReply(URI address, int status, String body) {
  private static final int MOST = 300;

  /** Patroni's own words, in one short line. */
  String words() {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < body.length() && line.length() < MOST; i++) {
      char c = body.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    String text = line.toString().strip();
    return text.isEmpty() ? "HTTP status " + status : text;
  }
}
