package io.gds.database.testkit.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Looks at the tokens that users sign with their private keys. The client is told {@code 390144}
 * whatever is wrong; the reason has a code of its own, for administrators. Thread-safe.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting">Key pair
 *     authentication: troubleshooting</a>
 */
final class SnowflakeProof {
  static final String INVALID = "390144";
  static final String USER = "394300";
  static final String ISSUER = "394301";
  static final String ISSUED = "394302";
  static final String EXPIRED = "394303";
  static final String FINGERPRINT = "394304";
  static final String ALGORITHM = "394305";
  static final String SIGNATURE = "394306";
  static final String ACCOUNT = "394307";

  /** How far the clocks may be apart. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String account;
  private final Clock clock;
  private final Function<String, List<PublicKey>> keys;

  /**
   * For an account.
   *
   * @param keys the public keys of a user, whose name is in upper case
   */
  SnowflakeProof(String account, Clock clock, Function<String, List<PublicKey>> keys) {
    this.account = account.toUpperCase(Locale.ROOT);
    this.clock = clock;
    this.keys = keys;
  }

  /** The code of what is wrong with a token; empty if nothing is. */
  String fault(SnowflakeVisit visit) {
    String[] parts = visit.secret().split("\\.", -1);
    if (parts.length != 3) {
      return INVALID;
    }
    try {
      JsonNode header = JSON.readTree(decoded(parts[0]));
      JsonNode claims = JSON.readTree(decoded(parts[1]));
      if (!header.path("alg").asText().equals("RS256")) {
        return ALGORITHM;
      }
      String wrong = fault(claims, visit.user().toUpperCase(Locale.ROOT));
      if (!wrong.isEmpty()) {
        return wrong;
      }
      return signature(parts, claims.path("iss").asText(), claims.path("sub").asText());
    } catch (IOException | IllegalArgumentException e) {
      return INVALID;
    }
  }

  private String fault(JsonNode claims, String user) {
    String subject = claims.path("sub").asText();
    String issuer = claims.path("iss").asText();
    if (!subject.startsWith(account + ".")) {
      return ACCOUNT;
    }
    if (!subject.equals(account + "." + user)) {
      return USER;
    }
    if (!issuer.startsWith(subject + ".SHA256:")) {
      return ISSUER;
    }
    Instant now = clock.instant();
    if (Instant.ofEpochSecond(claims.path("iat").asLong()).isAfter(now.plus(SKEW))) {
      return ISSUED;
    }
    boolean expired = !Instant.ofEpochSecond(claims.path("exp").asLong()).isAfter(now);
    return expired ? EXPIRED : "";
  }

  private String signature(String[] parts, String issuer, String subject) {
    String user = subject.substring(account.length() + 1);
    List<PublicKey> known = keys.apply(user);
    if (known.isEmpty()) {
      return USER;
    }
    String print = issuer.substring(subject.length() + 1);
    for (PublicKey key : known) {
      if (fingerprint(key).equals(print)) {
        return isSigned(key, parts) ? "" : SIGNATURE;
      }
    }
    return FINGERPRINT;
  }

  private static boolean isSigned(PublicKey key, String[] parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(decoded(parts[2]));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** As the server shows a key: {@code SHA256:} and the hash. */
  static String fingerprint(PublicKey key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return "SHA256:" + Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }
}
