package io.gds.database.core.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, the one checksum in use here. */
final class Hashes {
  /** The size of a buffer between file and digest, in bytes. */
  static final int BUFFER_BYTES = 64 * 1024;

  private Hashes() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Lower-case hexadecimal. */
  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
