package io.gds.database.snowflake;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.OptionFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How users log in: by key pair, which is the way to be preferred, by an OAuth access token, a
 * programmatic access token, the identity that a cloud gives to the workload, or a password, with a
 * passcode where the user needs a second factor. Nothing opens a browser, and nobody else is asked
 * who the user is.
 *
 * @see <a href="https://docs.snowflake.com/en/developer-guide/jdbc/jdbc-configure">Configuring the
 *     JDBC driver</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/key-pair-auth">Key-pair authentication</a>
 */
final class SnowflakeLogIns {
  /** Ours, between the pool and the driver: the private key's text and passphrase. */
  static final String KEY = "gds.privateKey";

  static final String PASSPHRASE = "gds.passphrase";

  private static final String TOKEN = "token";
  private static final Set<AuthType> TAKEN =
      Set.of(
          AuthType.KEYPAIR,
          AuthType.OAUTH,
          AuthType.TOKEN,
          AuthType.WORKLOAD_IDENTITY,
          AuthType.PASSWORD);

  private static final Set<String> CLOUDS = Set.of("AWS", "AZURE", "GCP", "OIDC");

  /** The driver's words for them. */
  private static final Map<String, AuthType> AUTHENTICATORS =
      Map.of(
          "snowflake", AuthType.PASSWORD,
          "username_password_mfa", AuthType.PASSWORD,
          "snowflake_jwt", AuthType.KEYPAIR,
          "oauth", AuthType.OAUTH,
          "programmatic_access_token", AuthType.TOKEN,
          "workload_identity", AuthType.WORKLOAD_IDENTITY);

  private SnowflakeLogIns() {}

  /** Takes from a URL what says who logs in, and how; secrets become hidden at once. */
  static Credentials read(Map<String, String> given) {
    Optional<String> user = Optional.ofNullable(given.remove("user"));
    String authenticator = given.remove("authenticator");
    String password = given.remove("password");
    String token = given.remove(TOKEN);
    String passcode = given.remove("passcode");
    Optional<SecretRef> key = key(given);
    String passphrase = either(given, "private_key_pwd", "private_key_file_pwd");
    AuthType type = type(authenticator, password, token, key);
    List<String> strange = new ArrayList<>();
    strange(strange, "password", password, type == AuthType.PASSWORD);
    strange(strange, TOKEN, token, ofToken(type));
    strange(strange, "passcode", passcode, type == AuthType.PASSWORD);
    strange(strange, "a private key", key.orElse(null), type == AuthType.KEYPAIR);
    strange(strange, "private_key_pwd", passphrase, type == AuthType.KEYPAIR);
    if (!strange.isEmpty()) {
      throw SnowflakeUrlGrammar.refused(
          String.join(", ", strange) + " does not belong to the log-in " + type);
    }
    Optional<SecretRef> secret =
        switch (type) {
          case KEYPAIR -> key;
          case PASSWORD -> Optional.ofNullable(password).map(SnowflakeLogIns::hidden);
          default -> Optional.ofNullable(token).map(SnowflakeLogIns::hidden);
        };
    if (type == AuthType.NONE && user.isEmpty()) {
      return Credentials.none();
    }
    Credentials credentials =
        secret.isPresent()
            ? Credentials.of(type, user.orElse(""), secret.get())
            : user.map(name -> Credentials.of(type, name)).orElseGet(() -> Credentials.of(type));
    String second = passphrase == null ? passcode : passphrase;
    return second == null ? credentials : credentials.withPassphrase(hidden(second));
  }

  private static AuthType type(
      @Nullable String authenticator,
      @Nullable String password,
      @Nullable String token,
      Optional<SecretRef> key) {
    if (authenticator != null) {
      AuthType type = AUTHENTICATORS.get(authenticator.toLowerCase(Locale.ROOT));
      if (type == null) {
        throw SnowflakeUrlGrammar.refused(
            "authenticator is one of "
                + String.join(", ", AUTHENTICATORS.keySet().stream().sorted().toList())
                + "; single sign-on by a browser or an identity provider's address is not used"
                + " here");
      }
      return type;
    }
    if (key.isPresent()) {
      return AuthType.KEYPAIR;
    }
    if (token != null) {
      throw SnowflakeUrlGrammar.refused(
          "a token's kind is told by authenticator: oauth or programmatic_access_token");
    }
    return password == null ? AuthType.NONE : AuthType.PASSWORD;
  }

  private static boolean ofToken(AuthType type) {
    return type == AuthType.OAUTH || type == AuthType.TOKEN || type == AuthType.WORKLOAD_IDENTITY;
  }

  private static void strange(
      List<String> strange, String name, @Nullable Object value, boolean belongs) {
    if (value != null && !belongs) {
      strange.add(name);
    }
  }

  /** A private key by its file, which only its owner may read, or by its text in base 64. */
  private static Optional<SecretRef> key(Map<String, String> given) {
    String file = given.remove("private_key_file");
    String text = given.remove("private_key_base64");
    if (file != null && text != null) {
      throw SnowflakeUrlGrammar.refused("a private key is given by its file or its text, not both");
    }
    if (text == null) {
      return Optional.ofNullable(file).map(path -> SecretRef.of("file", path));
    }
    try {
      byte[] pem = Base64.getMimeDecoder().decode(text);
      return Optional.of(hidden(new String(pem, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      throw SnowflakeUrlGrammar.refused("private_key_base64 is not in base 64");
    }
  }

  private static @Nullable String either(Map<String, String> given, String one, String other) {
    String first = given.remove(one);
    String second = given.remove(other);
    if (first != null && second != null) {
      throw SnowflakeUrlGrammar.refused(one + " and " + other + " are the same");
    }
    return first == null ? second : first;
  }

  private static SecretRef hidden(String text) {
    return SecretRef.inline(text.toCharArray());
  }

  /** Notes what does not go together. */
  static void check(ConnectionInfo info, List<OptionFault> faults) {
    Credentials credentials = info.credentials();
    AuthType type = credentials.authType();
    if (!TAKEN.contains(type)) {
      faults.add(new OptionFault("credentials", type + " " + why(type)));
      return;
    }
    Optional<String> provider =
        Optional.ofNullable(info.properties().get(SnowflakeProperties.WORKLOAD_PROVIDER));
    boolean workload = type == AuthType.WORKLOAD_IDENTITY;
    boolean oidc = workload && provider.filter("OIDC"::equalsIgnoreCase).isPresent();
    if (!workload && credentials.username().filter(name -> !name.isEmpty()).isEmpty()) {
      if (type == AuthType.KEYPAIR || type == AuthType.PASSWORD) {
        faults.add(new OptionFault("credentials", "have no user name"));
      }
    }
    if ((!workload || oidc) && credentials.secret().isEmpty()) {
      faults.add(new OptionFault("credentials", "have no " + what(type)));
    }
    if (workload && !oidc && credentials.secret().isPresent()) {
      faults.add(new OptionFault("credentials", "have a token, which only OIDC takes"));
    }
    if (workload != provider.isPresent()) {
      faults.add(
          new OptionFault(
              SnowflakeProperties.WORKLOAD_PROVIDER,
              workload ? "is missing: AWS, AZURE, GCP or OIDC" : "goes with WORKLOAD_IDENTITY"));
    } else if (workload && !CLOUDS.contains(provider.get().toUpperCase(Locale.ROOT))) {
      faults.add(
          new OptionFault(SnowflakeProperties.WORKLOAD_PROVIDER, "is AWS, AZURE, GCP or OIDC"));
    }
    if (credentials.passphrase().isPresent()
        && type != AuthType.KEYPAIR
        && type != AuthType.PASSWORD) {
      faults.add(
          new OptionFault(
              "credentials",
              "have a passphrase: it opens a private key, or is the passcode beside a password"));
    }
  }

  private static String what(AuthType type) {
    return switch (type) {
      case KEYPAIR -> "private key";
      case PASSWORD -> "password";
      default -> "token";
    };
  }

  private static String why(AuthType type) {
    return switch (type) {
      case INTEGRATED ->
          "would be single sign-on by an identity provider, which is not used here: log in by key"
              + " pair, OAuth or a programmatic access token (TOKEN)";
      case CERTIFICATE -> "is unknown to Snowflake: a key pair without certificate is KEYPAIR";
      default -> "is not enough: log in by KEYPAIR, OAUTH, TOKEN, WORKLOAD_IDENTITY or PASSWORD";
    };
  }

  /** The properties that hold secrets, and where these are found. */
  static Map<String, SecretRef> secrets(Credentials credentials) {
    Map<String, SecretRef> secrets = new LinkedHashMap<>();
    String name =
        switch (credentials.authType()) {
          case KEYPAIR -> KEY;
          case PASSWORD -> "password";
          default -> TOKEN;
        };
    credentials.secret().ifPresent(secret -> secrets.put(name, secret));
    credentials
        .passphrase()
        .ifPresent(
            second ->
                secrets.put(
                    credentials.authType() == AuthType.KEYPAIR ? PASSPHRASE : "passcode", second));
    return secrets;
  }

  /** What the driver is given, secrets excepted. */
  static Map<String, String> properties(ConnectionInfo info) {
    Credentials credentials = info.credentials();
    Map<String, String> properties = new LinkedHashMap<>();
    credentials
        .username()
        .filter(user -> !user.isEmpty())
        .ifPresent(user -> properties.put("user", user));
    properties.put(
        "authenticator",
        switch (credentials.authType()) {
          case KEYPAIR -> "SNOWFLAKE_JWT";
          case OAUTH -> "OAUTH";
          case TOKEN -> "PROGRAMMATIC_ACCESS_TOKEN";
          case WORKLOAD_IDENTITY -> "WORKLOAD_IDENTITY";
          default -> credentials.passphrase().isPresent() ? "USERNAME_PASSWORD_MFA" : "SNOWFLAKE";
        });
    return properties;
  }
}
