package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Passes a tool's output on, and tells how much it was. Closing it closes nothing. */
final class CountedOutput extends OutputStream {
  private final OutputStream out;
  private final String phase;
  private final StepContext step;
  private long count;

  CountedOutput(OutputStream out, String phase, StepContext step) {
    this.out = out;
    this.phase = phase;
    this.step = step;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    count += length;
    step.bytes(length);
    step.progress(phase, count, OptionalLong.empty(), ProgressUnit.BYTES);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
