package io.gds.database.mssql;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * How passwords get to the server. No statement that sets one takes a parameter. The server offers
 * to take its own hash in place of the password, but wants that for moving logins only: no policy
 * can judge a hash, with CHECK_POLICY on it refuses one in ALTER LOGIN, and one made here would be
 * weaker than what SQL Server 2025 makes (100,000 rounds of PBKDF2 where 2012 to 2022 take SHA-512
 * once). So the password itself is sent, over an encrypted connection or one that does not leave
 * the machine, in a statement whose text the server replaces in its own traces. Here the text is
 * shown nowhere but with {@code <hidden>} in the password's place, and the driver's log is kept
 * silent about it, see {@link MssqlDriverLogs}. What remains is the text in this JVM's memory until
 * it is collected. What the server shows administrators as a session's last statement is another
 * one, sent for that after each that holds a password.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/create-login-transact-sql">
 *     CREATE LOGIN, HASHED</a>
 */
final class MssqlPasswords {
  /** What stands in a script in the password's place. */
  static final String HIDDEN = "<hidden>";

  private static final int LONGEST = 128;

  private final MssqlContext context;

  MssqlPasswords(MssqlContext context) {
    this.context = context;
  }

  /** How a password gets to the server. */
  private enum Way {
    PROVED("encrypted, to a server whose certificate was checked"),
    BLIND("encrypted, to whoever answers: the certificate is not checked"),
    ENCRYPTED("encrypted; whether the certificate was checked only the caller's data source knows"),
    LOCAL("in clear text to an address of this machine, from where a tunnel may lead on"),
    CLEAR("in clear text over the network");

    private final String told;

    Way(String told) {
      this.told = told;
    }
  }

  /** Nobody on the way can read along; where that is not certain, it is said. */
  Check covered(String subject) {
    String rule = "the password travels encrypted to the server that is meant";
    String limit = "encrypted, the certificate checked";
    return new Measurements(context.clock())
        .measured(
            rule,
            subject,
            () -> {
              Way way = way(context.info());
              return way == Way.CLEAR
                  ? Checks.demand(
                      context.clock(),
                      false,
                      rule,
                      subject,
                      way.told,
                      limit,
                      ErrorCode.PRECONDITION_FAILED,
                      "Connect with TLS: leave the connection's TLS mode at VERIFY_FULL.")
                  : Checks.advise(
                      context.clock(),
                      way == Way.PROVED,
                      rule,
                      subject,
                      way.told,
                      limit,
                      "Leave the connection's TLS mode at VERIFY_FULL, or see that nobody stands"
                          + " between.");
            });
  }

  private Way way(ConnectionInfo info) {
    if (info.external(DataSource.class).isEmpty()) {
      if (info.tls().mode() != TlsMode.DISABLE) {
        return info.tls().verifies() ? Way.PROVED : Way.BLIND;
      }
      boolean loopback =
          !info.hosts().isEmpty() && info.hosts().stream().allMatch(HostAddress::isLoopback);
      return loopback ? Way.LOCAL : Way.CLEAR;
    }
    return context
        .sql()
        .first(
            "SELECT c.encrypt_option, c.net_transport, c.client_net_address"
                + " FROM sys.dm_exec_connections c WHERE c.session_id = @@SPID",
            row ->
                row.optionalText("encrypt_option").filter("TRUE"::equals).isPresent()
                    ? Way.ENCRYPTED
                    : isLocal(row.optionalText("client_net_address").orElse(""))
                        ? Way.LOCAL
                        : Way.CLEAR)
        .orElse(Way.CLEAR);
  }

  private static boolean isLocal(String address) {
    return address.equals("<local machine>") || address.equals("::1") || address.startsWith("127.");
  }

  /** The password as a text of SQL, fetched now. */
  String literal(SecretRef password) {
    try (Secret secret = resolve(password)) {
      char[] chars = secret.chars();
      try {
        requireUsable(chars);
        return MssqlSql.literal(new String(chars));
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }

  /** The server's hash of a password as a constant of SQL, fetched now. */
  String hash(SecretRef hash) {
    try (Secret secret = resolve(hash)) {
      char[] chars = secret.chars();
      try {
        String text = new String(chars);
        if (!text.matches("0[xX]0[123]00(?:[0-9A-Fa-f]{2}){20,127}")) {
          throw refused("the hash is none that a SQL Server makes: 0x0200 and hexadecimal digits");
        }
        return text + " HASHED";
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }

  private Secret resolve(SecretRef password) {
    return Secrets.of(context.runner().environment().secretResolvers()).resolve(password);
  }

  private static void requireUsable(char[] password) {
    if (password.length == 0) {
      throw refused("the password is empty");
    }
    if (password.length > LONGEST) {
      throw refused("the password is longer than " + LONGEST + " characters");
    }
    for (int i = 0; i < password.length; i++) {
      boolean pair =
          Character.isHighSurrogate(password[i])
              && i + 1 < password.length
              && Character.isLowSurrogate(password[i + 1]);
      boolean lost =
          password[i] == '\\'
              && i + 1 < password.length
              && (password[i + 1] == '\n' || password[i + 1] == '\r');
      if (lost) {
        throw refused(
            "the password holds a backslash before a new line, which the server leaves out");
      }
      if (pair) {
        i++;
      } else if (password[i] == '\0' || Character.isSurrogate(password[i])) {
        throw refused("the password holds what no client can send: NUL, or half a character");
      }
    }
  }

  private static RuntimeException refused(String why) {
    return ErrorDetails.of(ErrorCode.INVALID_OPTIONS, why)
        .target("password")
        .remedy("Give another password.")
        .toException();
  }
}
