package io.gds.database.snowflake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/**
 * An RSA public key, as the server takes and tells it.
 *
 * @param text the DER form in Base64, without the lines before and behind
 * @param fingerprint its digest, as the server tells it
 * @see <a href="https://docs.snowflake.com/en/user-guide/key-pair-auth">Key-pair authentication</a>
 */
record SnowflakePublicKey(String text, String fingerprint) {
  /** Reads a key in PEM form, with its lines before and behind or without; empty if it is none. */
  static Optional<SnowflakePublicKey> parse(String pem) {
    String text = pem.replaceAll("-----(?:BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
    try {
      byte[] der = Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
      KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
      return Optional.of(
          new SnowflakePublicKey(text, "SHA256:" + Base64.getEncoder().encodeToString(digest)));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
