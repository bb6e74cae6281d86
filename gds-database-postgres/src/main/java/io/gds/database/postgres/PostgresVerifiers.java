package io.gds.database.postgres;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.postgresql.util.PasswordUtil;

/**
 * Turns passwords into what the server keeps, here, so that no password is ever sent: statements
 * end up in logs, in pg_stat_activity and in pg_stat_statements.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-authid.html">pg_authid</a>
 */
final class PostgresVerifiers {
  /** The length the server itself uses. */
  private static final int SALT_BYTES = 16;

  /** What the server uses unless told otherwise, and always before version 16. */
  static final int DEFAULT_ITERATIONS = 4096;

  private final PostgresContext context;

  PostgresVerifiers(PostgresContext context) {
    this.context = context;
  }

  /**
   * How passwords are kept on this server.
   *
   * @param encryption which form
   * @param iterations how often the hash is taken, for SCRAM
   */
  record Form(PostgresPasswordEncryption encryption, int iterations) {
    /** What stands in a script in the verifier's place. */
    String placeholder() {
      return encryption == PostgresPasswordEncryption.MD5
          ? "'<MD5 hash>'"
          : "'<SCRAM-SHA-256 verifier>'";
    }
  }

  /** The form that the server's settings ask for. */
  Form ofServer() {
    return context
        .sql()
        .first(
            "SELECT current_setting('password_encryption') AS encryption,"
                + " current_setting('scram_iterations', true)::int AS iterations",
            row ->
                new Form(
                    row.text("encryption").equals("scram-sha-256")
                        ? PostgresPasswordEncryption.SCRAM_SHA_256
                        : PostgresPasswordEncryption.MD5,
                    row.optionalInt("iterations").orElse(DEFAULT_ITERATIONS)))
        .orElseThrow();
  }

  /**
   * Fetches the password and returns what the server is to keep of it.
   *
   * @param user the name that the password will belong to
   */
  String of(SecretRef password, String user, Form form) {
    try (Secret secret =
        Secrets.of(context.runner().environment().secretResolvers()).resolve(password)) {
      char[] chars = secret.chars();
      try {
        return of(chars, user, form);
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }

  /** What the server is to keep of a password; the characters may be wiped by it. */
  static String of(char[] password, String user, Form form) {
    requireUsable(password);
    if (form.encryption() == PostgresPasswordEncryption.MD5) {
      return md5(password, user);
    }
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    // Prepared by SASLprep where that can be done, else taken as it is: as the server does.
    return PasswordUtil.encodeScramSha256(password, form.iterations(), salt);
  }

  /** Refuses what no client could log in with, and what would be silently changed on the way. */
  private static void requireUsable(char[] password) {
    String fault = password.length == 0 ? "is empty: nobody could log in with it" : null;
    for (int i = 0; i < password.length && fault == null; i++) {
      if (password[i] == '\0') {
        fault = "holds a NUL character, which no client can send";
      } else if (Character.isHighSurrogate(password[i])
          && i + 1 < password.length
          && Character.isLowSurrogate(password[i + 1])) {
        i++;
      } else if (Character.isSurrogate(password[i])) {
        fault = "holds half a surrogate pair (broken Unicode)";
      }
    }
    if (fault != null) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "the password " + fault)
          .target("password")
          .remedy("Give another password.")
          .toException();
    }
  }

  private static String md5(char[] password, String user) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes);
      digest.update(user.getBytes(StandardCharsets.UTF_8));
      return "md5" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "this Java cannot make MD5 hashes")
          .target(PostgresUser.PASSWORD_ENCRYPTION.id())
          .remedy("Choose scram-sha-256.")
          .cause(e)
          .toException();
    } finally {
      bytes.clear();
      while (bytes.hasRemaining()) {
        bytes.put((byte) 0);
      }
    }
  }
}
