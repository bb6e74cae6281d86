package io.gds.database.core.tool;

import java.io.IOException;
import java.io.InputStream;

/** An input that does what the test says whenever it is read. */
final class FakeInput extends InputStream {
  /** One byte, -1 for the end, or a failure. */
  interface Source {
    int next() throws IOException;
  }

  private final Source source;

  FakeInput(Source source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return source.next();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int next = source.next();
    if (next < 0) {
      return -1;
    }
    bytes[offset] = (byte) next;
    return 1;
  }
}
