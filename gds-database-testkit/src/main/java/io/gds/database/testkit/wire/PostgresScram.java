package io.gds.database.testkit.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log-in by SCRAM-SHA-256, without channel binding.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sasl-authentication.html">SASL
 *     Authentication</a>
 */
final class PostgresScram {
  private static final int ITERATIONS = 4096;
  private static final int ASK = 10;
  private static final int CONTINUE = 11;
  private static final int FINAL = 12;

  private final DataInputStream in;
  private final PostgresOutput out;
  private final WireScram scram = new WireScram(WireScram.Hash.SHA_256, ITERATIONS);

  PostgresScram(DataInputStream in, OutputStream out) {
    this.in = in;
    this.out = new PostgresOutput(out);
  }

  /** Talks to the client, and says whether it knows the password. */
  boolean knows(@Nullable String password) throws IOException {
    say(ASK, WireScram.Hash.SHA_256.mechanism() + "\0\0");
    PostgresMessage first = PostgresMessage.read(in, false);
    first.text(); // the mechanism; there is but one
    say(CONTINUE, scram.first(text(first.bytes(first.int4()))));
    Optional<String> known = scram.last(text(PostgresMessage.read(in, false).rest()), password);
    if (known.isPresent()) {
      say(FINAL, known.get());
    }
    return known.isPresent();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void say(int kind, String text) throws IOException {
    out.authentication(kind, text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
