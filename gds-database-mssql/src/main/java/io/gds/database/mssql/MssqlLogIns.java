package io.gds.database.mssql;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.OptionFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How users log in, as far as the driver can by itself: by a password of SQL Server, an access
 * token of Entra, a certificate, Kerberos and NTLM. What it can by further libraries only is
 * refused by name.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/connect/jdbc/setting-the-connection-properties">Setting
 *     the connection properties: authentication, authenticationScheme, clientCertificate</a>
 */
final class MssqlLogIns {
  static final String SCHEME = "authenticationScheme";
  static final String DOMAIN = "domain";

  private static final String NTLM = "NTLM";
  private static final String KERBEROS = "JavaKerberos";
  private static final String NATIVE = "NativeAuthentication";

  private static final Set<AuthType> TAKEN =
      Set.of(
          AuthType.PASSWORD,
          AuthType.OAUTH,
          AuthType.INTEGRATED,
          AuthType.CERTIFICATE,
          AuthType.NONE);

  private static final String TOKEN_INSTEAD =
      ", which the driver does by com.azure:azure-identity or com.microsoft.azure:msal4j only, and"
          + " these are not here: fetch an access token for https://database.windows.net/, and log"
          + " in by that (OAUTH; in a URL auth=token)";

  private MssqlLogIns() {}

  /** Why the driver's own {@code authentication} is not taken. */
  static String ofEntra() {
    return "names a log-in of Entra" + TOKEN_INSTEAD;
  }

  /** Takes from a URL what says who logs in, and how. */
  static Credentials read(Map<String, String> given) {
    Optional<String> user = Optional.ofNullable(given.remove("user"));
    Optional<SecretRef> secret =
        Optional.ofNullable(given.remove("password"))
            .map(password -> SecretRef.inline(password.toCharArray()));
    boolean integrated = "true".equalsIgnoreCase(given.remove("integratedsecurity"));
    String auth = given.remove("auth");
    boolean certificate = given.containsKey("sslcert") || given.containsKey("clientcertificate");
    if (auth != null && !auth.equals("token") && !auth.equals("password")) {
      throw MssqlUrlGrammar.refused("auth is password or token");
    }
    boolean ntlm = NTLM.equalsIgnoreCase(given.get(SCHEME.toLowerCase(Locale.ROOT)));
    if ((certificate || (integrated && !ntlm)) && (user.isPresent() || secret.isPresent())) {
      throw MssqlUrlGrammar.refused(
          (integrated ? "integrated security" : "a certificate")
              + " takes neither user name nor password");
    }
    if (secret.isPresent() && user.isEmpty()) {
      throw MssqlUrlGrammar.refused("a password without a user name");
    }
    AuthType type =
        integrated
            ? AuthType.INTEGRATED
            : certificate
                ? AuthType.CERTIFICATE
                : "token".equals(auth)
                    ? AuthType.OAUTH
                    : secret.isPresent() ? AuthType.PASSWORD : AuthType.NONE;
    if (user.isEmpty()) {
      return type == AuthType.NONE ? Credentials.none() : Credentials.of(type);
    }
    return secret
        .map(found -> Credentials.of(type, user.get(), found))
        .orElseGet(() -> Credentials.of(type, user.get()));
  }

  /** Notes what does not go together. */
  static void check(ConnectionInfo info, List<OptionFault> faults) {
    Credentials credentials = info.credentials();
    AuthType type = credentials.authType();
    if (!TAKEN.contains(type)) {
      faults.add(new OptionFault("credentials", type + " " + why(type)));
    }
    if (credentials.passphrase().isPresent()) {
      faults.add(
          new OptionFault(
              "credentials",
              "have a passphrase: the driver opens an encrypted key by org.bouncycastle only, which"
                  + " is not here; give a key in PKCS#8 without one, in a file that only you read"));
    }
    if (type == AuthType.OAUTH && credentials.secret().isEmpty()) {
      faults.add(new OptionFault("credentials", "have no access token"));
    }
    integrated(info, faults);
    certificate(info, faults);
  }

  private static String why(AuthType type) {
    return switch (type) {
      case WORKLOAD_IDENTITY -> "is a managed identity of Entra" + TOKEN_INSTEAD;
      case KEYPAIR -> "is unknown to SQL Server: a certificate is CERTIFICATE";
      case TOKEN -> "is unknown to SQL Server: an access token of Entra is OAUTH";
      default -> "is not taken";
    };
  }

  private static void integrated(ConnectionInfo info, List<OptionFault> faults) {
    Credentials credentials = info.credentials();
    String scheme = scheme(info);
    boolean given = info.properties().containsKey(SCHEME) || info.properties().containsKey(DOMAIN);
    if (credentials.authType() != AuthType.INTEGRATED) {
      if (given) {
        faults.add(new OptionFault(SCHEME, "and domain go with integratedSecurity=true"));
      }
    } else if (scheme.equalsIgnoreCase(NATIVE)) {
      faults.add(
          new OptionFault(
              SCHEME,
              NATIVE
                  + " needs the library mssql-jdbc_auth of Windows, which is no part of the driver:"
                  + " use "
                  + KERBEROS
                  + " or "
                  + NTLM));
    } else if (!isNtlm(info) && !scheme.equalsIgnoreCase(KERBEROS)) {
      faults.add(new OptionFault(SCHEME, "is " + KERBEROS + " or " + NTLM));
    } else if (isNtlm(info)
        && (credentials.username().isEmpty() || credentials.secret().isEmpty())) {
      faults.add(new OptionFault("credentials", "need a user and a password for " + NTLM));
    } else if (!isNtlm(info) && credentials.username().isPresent()) {
      faults.add(
          new OptionFault("credentials", "need no user for Kerberos: the ticket says who it is"));
    }
  }

  private static void certificate(ConnectionInfo info, List<OptionFault> faults) {
    boolean shown = info.tls().clientCertificate().isPresent();
    boolean meant = info.credentials().authType() == AuthType.CERTIFICATE;
    if (shown != meant) {
      faults.add(
          new OptionFault(
              "tls",
              meant
                  ? "has no certificate of the client, by which it is to log in"
                  : "has a certificate of the client, which is for the log-in CERTIFICATE"));
    }
    if (meant && info.tls().mode() == TlsMode.DISABLE) {
      faults.add(new OptionFault("tls", "is off, and a certificate is shown by TLS only"));
    }
  }

  private static String scheme(ConnectionInfo info) {
    return info.properties().getOrDefault(SCHEME, KERBEROS);
  }

  private static boolean isNtlm(ConnectionInfo info) {
    return scheme(info).equalsIgnoreCase(NTLM);
  }

  /** The driver's property that the secret is given by. */
  static String secretProperty(ConnectionInfo info) {
    return info.credentials().authType() == AuthType.OAUTH ? "accessToken" : "password";
  }

  /** What the driver is given, secrets excepted. */
  static Map<String, String> properties(ConnectionInfo info) {
    Map<String, String> properties = new LinkedHashMap<>();
    AuthType type = info.credentials().authType();
    if (type != AuthType.OAUTH) {
      // With a token the driver refuses a name beside it: who logs in is in the token.
      info.credentials().username().ifPresent(user -> properties.put("user", user));
    }
    if (type == AuthType.INTEGRATED) {
      properties.put("integratedSecurity", "true");
      properties.put(SCHEME, isNtlm(info) ? NTLM : KERBEROS);
    }
    if (type == AuthType.CERTIFICATE) {
      TlsSettings tls = info.tls();
      tls.clientCertificate().ifPresent(at -> properties.put("clientCertificate", at.toString()));
      tls.clientKey().ifPresent(at -> properties.put("clientKey", at.toString()));
    }
    return properties;
  }
}
