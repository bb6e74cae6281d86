package io.gds.database.testkit.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A log-in by SCRAM-SHA-256, without channel binding.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sasl-authentication.html">SASL
 *     Authentication</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>
 */
final class PostgresScram {
  private static final String MECHANISM = "SCRAM-SHA-256";
  private static final int ITERATIONS = 4096;
  private static final int ASK = 10;
  private static final int CONTINUE = 11;
  private static final int FINAL = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataInputStream in;
  private final PostgresOutput out;
  private final byte[] salt = random();

  PostgresScram(DataInputStream in, OutputStream out) {
    this.in = in;
    this.out = new PostgresOutput(out);
  }

  /**
   * Talks to the client, and says whether it knows the password. Without one to compare it talks
   * all the same, as a server does that does not tell which users there are.
   */
  boolean knows(@Nullable String password) throws IOException {
    say(ASK, MECHANISM + "\0\0");
    PostgresMessage first = PostgresMessage.read(in, false);
    first.text(); // the mechanism; there is but one
    String clientFirst = new String(first.bytes(first.int4()), StandardCharsets.UTF_8);
    String clientBare = clientFirst.substring(clientFirst.indexOf(",,") + 2);
    String serverFirst =
        "r=%s%s,s=%s,i=%d"
            .formatted(part(clientBare, "r="), base64(random()), base64(salt), ITERATIONS);
    say(CONTINUE, serverFirst);
    String last = new String(PostgresMessage.read(in, false).rest(), StandardCharsets.UTF_8);
    String withoutProof = last.substring(0, last.lastIndexOf(",p="));
    String signed = clientBare + "," + serverFirst + "," + withoutProof;
    try {
      byte[] salted = salted(password == null ? base64(random()) : password);
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] proof = Base64.getDecoder().decode(part(last, "p="));
      byte[] expected = xor(clientKey, hmac(sha256(clientKey), signed));
      if (!MessageDigest.isEqual(proof, expected)) {
        return false;
      }
      say(FINAL, "v=" + base64(hmac(hmac(salted, "Server Key"), signed)));
      return true;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has these", e);
    }
  }

  private void say(int kind, String text) throws IOException {
    out.authentication(kind, text.getBytes(StandardCharsets.UTF_8));
    out.flush();
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
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256))
        .getEncoded();
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] bytes = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      bytes[i] = (byte) (a[i] ^ b[i]);
    }
    return bytes;
  }
}
