package io.gds.database.testkit.wire;

import java.io.IOException;

/** The server closes a connection because the script, or the protocol, says so. */
final class PostgresClosed extends IOException {
  private static final long serialVersionUID = 1L;

  PostgresClosed(String why) {
    super(why);
  }
}
