package io.gds.database.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of a log-in by SCRAM, without channel binding: two messages of the client, and
 * two that answer them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 */
final class WireScram {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Hash hash;
  private final int iterations;
  private final byte[] salt = random();
  private String clientBare = "";
  private String serverFirst = "";

  /** Which hash function it goes by. */
  enum Hash {
    SHA_1("SHA-1", "HmacSHA1", 160),
    SHA_256("SHA-256", "HmacSHA256", 256);

    private final String digest;
    private final String mac;
    private final int bits;

    Hash(String digest, String mac, int bits) {
      this.digest = digest;
      this.mac = mac;
      this.bits = bits;
    }

    /**
     * The one of this mechanism of SASL.
     *
     * @throws IllegalArgumentException if it is none of SCRAM
     */
    static Hash of(String mechanism) {
      for (Hash hash : values()) {
        if (hash.mechanism().equals(mechanism)) {
          return hash;
        }
      }
      throw new IllegalArgumentException("no mechanism of SCRAM: " + mechanism);
    }

    /** Its name among the mechanisms of SASL. */
    String mechanism() {
      return "SCRAM-" + digest;
    }
  }

  /** A conversation that has not begun. */
  WireScram(Hash hash, int iterations) {
    this.hash = hash;
    this.iterations = iterations;
  }

  /**
   * What is said to the client's first message.
   *
   * @throws IllegalArgumentException if it is none
   */
  String first(String clientFirst) {
    int header = clientFirst.indexOf(",,");
    if (header < 0) {
      throw new IllegalArgumentException("no first message of SCRAM");
    }
    clientBare = clientFirst.substring(header + 2);
    serverFirst =
        "r=%s%s,s=%s,i=%d"
            .formatted(part(clientBare, "r="), base64(random()), base64(salt), iterations);
    return serverFirst;
  }

  /** Who the client says it is, in its first message; empty if it says nothing. */
  String user() {
    String name = part(clientBare, "n=");
    return name.replace("=2C", ",").replace("=3D", "=");
  }

  /**
   * What is said to the client's last message; empty if it does not know the password. Without one
   * to compare it is worked out all the same, as a server does that does not tell which users there
   * are.
   *
   * @throws IllegalArgumentException if it is none
   */
  Optional<String> last(String clientLast, @Nullable String password) {
    int end = clientLast.lastIndexOf(",p=");
    if (end < 0) {
      throw new IllegalArgumentException("no last message of SCRAM");
    }
    String signed = clientBare + "," + serverFirst + "," + clientLast.substring(0, end);
    try {
      byte[] salted = salted(password == null ? base64(random()) : password);
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] proof = Base64.getDecoder().decode(part(clientLast, "p="));
      byte[] expected = xor(clientKey, hmac(digest(clientKey), signed));
      return password != null && MessageDigest.isEqual(proof, expected)
          ? Optional.of("v=" + base64(hmac(hmac(salted, "Server Key"), signed)))
          : Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has these", e);
    }
  }

  private static String part(String message, String name) {
    for (String part : message.split(",")) {
      if (part.startsWith(name)) {
        return part.substring(name.length());
      }
    }
    throw new IllegalArgumentException("no " + name + " in a SCRAM message");
  }

  private static byte[] random() {
    byte[] bytes = new byte[18];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private byte[] salted(String password) throws GeneralSecurityException {
    return SecretKeyFactory.getInstance("PBKDF2With" + hash.mac)
        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, hash.bits))
        .getEncoded();
  }

  private byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(hash.mac);
    mac.init(new SecretKeySpec(key, hash.mac));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] digest(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance(hash.digest).digest(bytes);
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] bytes = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      bytes[i] = (byte) (a[i] ^ b[i]);
    }
    return bytes;
  }
}
