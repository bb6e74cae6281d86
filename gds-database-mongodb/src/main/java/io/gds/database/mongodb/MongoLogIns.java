package io.gds.database.mongodb;

import com.mongodb.AuthenticationMechanism;
import com.mongodb.MongoCredential;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.spi.EngineEnvironment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How users log in, as far as the driver can by itself: SCRAM, PLAIN (LDAP) over TLS, a certificate
 * (X.509), an access token (OIDC). What it can by further libraries only is refused by name.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/drivers/java/sync/current/security/auth/">Authentication</a>
 */
final class MongoLogIns {
  private static final String DEFAULT_SOURCE = "admin";
  private static final String EXTERNAL = "$external";

  private static final String SCRAM_1 = AuthenticationMechanism.SCRAM_SHA_1.getMechanismName();
  private static final String SCRAM_256 = AuthenticationMechanism.SCRAM_SHA_256.getMechanismName();
  private static final String PLAIN = AuthenticationMechanism.PLAIN.getMechanismName();
  private static final String X509 = AuthenticationMechanism.MONGODB_X509.getMechanismName();
  private static final String OIDC = AuthenticationMechanism.MONGODB_OIDC.getMechanismName();

  private static final Set<AuthType> TAKEN =
      Set.of(AuthType.PASSWORD, AuthType.CERTIFICATE, AuthType.OAUTH, AuthType.NONE);

  private MongoLogIns() {}

  /**
   * Who logs in by a connection string.
   *
   * @param mechanism its {@code authMechanism}
   */
  static Credentials read(
      Optional<String> user, Optional<SecretRef> secret, Optional<String> mechanism) {
    AuthType type =
        mechanism
            .map(MongoLogIns::typeOf)
            .orElse(secret.isPresent() ? AuthType.PASSWORD : AuthType.NONE);
    if (user.isEmpty()) {
      return type == AuthType.NONE ? Credentials.none() : Credentials.of(type);
    }
    return secret
        .map(found -> Credentials.of(type, user.get(), found))
        .orElseGet(() -> Credentials.of(type, user.get()));
  }

  private static AuthType typeOf(String mechanism) {
    if (mechanism.equals(X509)) {
      return AuthType.CERTIFICATE;
    }
    if (mechanism.equals(OIDC)) {
      return AuthType.OAUTH;
    }
    if (Set.of(SCRAM_1, SCRAM_256, PLAIN).contains(mechanism)) {
      return AuthType.PASSWORD;
    }
    throw InvalidOptionsException.of(
        "mongodb URL", List.of(new OptionFault(MongoProperties.AUTH_MECHANISM, known())));
  }

  private static String known() {
    return "is " + String.join(", ", SCRAM_256, SCRAM_1, PLAIN, X509) + " or " + OIDC;
  }

  /** Notes what does not go together. */
  static void check(ConnectionInfo info, List<OptionFault> faults) {
    Credentials credentials = info.credentials();
    AuthType type = credentials.authType();
    if (!TAKEN.contains(type)) {
      faults.add(new OptionFault("credentials", type + " " + why(type)));
      return;
    }
    if (credentials.passphrase().isPresent()) {
      faults.add(
          new OptionFault(
              "credentials",
              "have a passphrase: give a key in PKCS#8 without one, in a file that only you read"));
    }
    if (type == AuthType.NONE && credentials.username().isPresent()) {
      faults.add(new OptionFault("credentials", "name a user, and have no password"));
    }
    if (type == AuthType.PASSWORD
        && (credentials.username().isEmpty() || credentials.secret().isEmpty())) {
      faults.add(new OptionFault("credentials", "need a user and a password"));
    }
    if (type == AuthType.OAUTH && credentials.secret().isEmpty()) {
      faults.add(new OptionFault("credentials", "have no access token"));
    }
    String mechanism = info.properties().get(MongoProperties.AUTH_MECHANISM);
    if (mechanism != null && !fits(type, mechanism)) {
      faults.add(
          new OptionFault(
              MongoProperties.AUTH_MECHANISM, known() + ", and goes with the credentials"));
    }
    if (PLAIN.equals(mechanism) && !MongoTls.isOn(info.tls())) {
      faults.add(
          new OptionFault(
              MongoProperties.AUTH_MECHANISM, PLAIN + " sends the password itself: turn TLS on"));
    }
  }

  private static boolean fits(AuthType type, String mechanism) {
    return switch (type) {
      case PASSWORD -> Set.of(SCRAM_1, SCRAM_256, PLAIN).contains(mechanism);
      case CERTIFICATE -> mechanism.equals(X509);
      case OAUTH -> mechanism.equals(OIDC);
      default -> false;
    };
  }

  private static String why(AuthType type) {
    return switch (type) {
      case INTEGRATED ->
          "is Kerberos, which the driver does by settings of the whole JVM: it is not taken";
      case WORKLOAD_IDENTITY -> "is not taken: fetch an access token, and log in by that (OAUTH)";
      case KEYPAIR -> "is unknown to MongoDB: a certificate is CERTIFICATE";
      case TOKEN -> "is unknown to MongoDB: an access token is OAUTH";
      default -> "is not taken";
    };
  }

  /** What the driver logs in by; a password is fetched now, and kept by the driver. */
  static Optional<MongoCredential> credential(ConnectionInfo info, EngineEnvironment environment) {
    Credentials credentials = info.credentials();
    return switch (credentials.authType()) {
      case CERTIFICATE ->
          Optional.of(
              credentials
                  .username()
                  .map(MongoCredential::createMongoX509Credential)
                  .orElseGet(MongoCredential::createMongoX509Credential));
      case PASSWORD -> Optional.of(password(info, environment));
      case OAUTH -> Optional.of(token(credentials, environment));
      default -> Optional.empty();
    };
  }

  private static MongoCredential password(ConnectionInfo info, EngineEnvironment environment) {
    String user = info.credentials().username().orElseThrow();
    String mechanism = info.properties().getOrDefault(MongoProperties.AUTH_MECHANISM, "");
    boolean plain = mechanism.equals(PLAIN);
    String source =
        info.properties()
            .getOrDefault(
                MongoProperties.AUTH_SOURCE,
                plain ? EXTERNAL : info.database().orElse(DEFAULT_SOURCE));
    try (Secret secret =
        Secrets.of(environment.secretResolvers())
            .resolve(info.credentials().secret().orElseThrow())) {
      char[] chars = secret.chars();
      try {
        // The driver takes a copy of its own.
        return switch (mechanism) {
          case "" -> MongoCredential.createCredential(user, source, chars);
          case "PLAIN" -> MongoCredential.createPlainCredential(user, source, chars);
          case "SCRAM-SHA-1" -> MongoCredential.createScramSha1Credential(user, source, chars);
          default -> MongoCredential.createScramSha256Credential(user, source, chars);
        };
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }

  /** Asked for whenever the driver logs in, so that a resolver may hand out a newer one. */
  private static MongoCredential token(Credentials credentials, EngineEnvironment environment) {
    SecretRef reference = credentials.secret().orElseThrow();
    MongoCredential.OidcCallback fetched =
        request -> new MongoCredential.OidcCallbackResult(text(reference, environment));
    return MongoCredential.createOidcCredential(credentials.username().orElse(null))
        .withMechanismProperty(MongoCredential.OIDC_CALLBACK_KEY, fetched);
  }

  /**
   * The one place where a secret becomes a string: the driver takes a token, and the password of a
   * new user, as nothing else.
   */
  static String text(SecretRef reference, EngineEnvironment environment) {
    try (Secret secret = Secrets.of(environment.secretResolvers()).resolve(reference)) {
      char[] chars = secret.chars();
      try {
        return new String(chars);
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }
}
