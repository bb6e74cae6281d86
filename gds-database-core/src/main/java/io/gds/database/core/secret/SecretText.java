package io.gds.database.core.secret;

import io.gds.database.connection.Secret;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What the resolvers share: turning bytes into secrets without a string, and saying why not. */
final class SecretText {
  private SecretText() {}

  /**
   * Decodes UTF-8; the decoder's own buffer is wiped, the bytes stay the caller's to wipe. Empty if
   * the bytes are not UTF-8: the decoder's own words could quote them.
   */
  static Optional<Secret> decode(byte[] bytes, int length) {
    CharBuffer chars = CharBuffer.allocate(length);
    try {
      boolean failed =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, 0, length), chars, true)
              .isError();
      return failed
          ? Optional.empty()
          : Optional.of(copyOf(Arrays.copyOf(chars.array(), chars.position())));
    } finally {
      Arrays.fill(chars.array(), '\0');
    }
  }

  /** Makes a secret of the array and wipes the array. */
  static Secret copyOf(char[] chars) {
    try {
      return Secret.copyOf(chars);
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  /** The failure to fetch a secret; neither message nor remedy may hold any of it. */
  static ErrorDetails unavailable(String provider, String key, String why, String remedy) {
    return ErrorDetails.of(
            ErrorCode.SECRET_UNAVAILABLE, "the secret " + provider + ":" + key + " " + why)
        .target(provider + ":" + key)
        .remedy(remedy);
  }

  static DatabaseException missing(String provider, String key, String why, String remedy) {
    return unavailable(provider, key, why, remedy).toException();
  }
}
