package io.gds.database.testkit.sqlserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Hashes of passwords as SQL Server 2012 to 2022 keeps them, and 2025 still takes them: two bytes
 * of version, four of salt, and the SHA-512 of the password in UTF-16 with the salt behind it. And
 * what a password is to be like under the usual policy of Windows.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/security/password-policy">the
 *     vendor's page on password policy</a>
 */
final class ModelPasswords {
  private static final byte[] VERSION = {2, 0};
  private static final int SALT = 4;
  private static final int SHORTEST = 8;
  private static final int KINDS = 3;

  private ModelPasswords() {}

  /** The hash of a password; the salt is no secret here, and the same for the same password. */
  static byte[] hash(String password) {
    byte[] digest = digest(password.getBytes(StandardCharsets.UTF_16LE), new byte[0]);
    return hash(password, Arrays.copyOf(digest, SALT));
  }

  private static byte[] hash(String password, byte[] salt) {
    byte[] digest = digest(password.getBytes(StandardCharsets.UTF_16LE), salt);
    byte[] hash = Arrays.copyOf(VERSION, VERSION.length + SALT + digest.length);
    System.arraycopy(salt, 0, hash, VERSION.length, SALT);
    System.arraycopy(digest, 0, hash, VERSION.length + SALT, digest.length);
    return hash;
  }

  private static byte[] digest(byte[] text, byte[] salt) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      digest.update(text);
      return digest.digest(salt);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a hash is of this password. */
  static boolean matches(byte[] hash, String password) {
    byte[] salt = Arrays.copyOfRange(hash, VERSION.length, VERSION.length + SALT);
    return MessageDigest.isEqual(hash, hash(password, salt));
  }

  /** Refuses what the policy does. */
  static void demandStrong(String name, String password) {
    if (password.length() < SHORTEST) {
      throw new ModelError(
          15116,
          16,
          "Password validation failed. The password does not meet the operating system policy"
              + " requirements because it is too short.");
    }
    long kinds =
        java.util.stream.Stream.<java.util.function.IntPredicate>of(
                Character::isUpperCase,
                Character::isLowerCase,
                Character::isDigit,
                c -> !Character.isLetterOrDigit(c))
            .filter(kind -> password.chars().anyMatch(kind))
            .count();
    if (kinds < KINDS || password.equalsIgnoreCase(name)) {
      throw new ModelError(
          15118,
          16,
          "Password validation failed. The password does not meet the operating system policy"
              + " requirements because it is not complex enough.");
    }
  }
}
