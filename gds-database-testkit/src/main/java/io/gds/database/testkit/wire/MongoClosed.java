package io.gds.database.testkit.wire;

import java.io.IOException;

/** The connection ends because the script, the client, or the protocol says so. */
final class MongoClosed extends IOException {
  private static final long serialVersionUID = 1L;

  MongoClosed(String why) {
    super(why);
  }
}
