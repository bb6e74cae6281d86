package io.gds.database.testkit.wire;

import java.io.IOException;

/** The connection ends because the script, the client, or the protocol says so. */
final class TdsClosed extends IOException {
  private static final long serialVersionUID = 1L;

  TdsClosed(String why) {
    super(why);
  }
}
