package io.gds.database.snowflake;

import io.gds.database.connection.HostAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which hosts an account may have. Who logs in sends a proof of who it is: it goes to the vendor's
 * domains, private link among them, or to this machine, and elsewhere only if the connection says
 * that it may.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/admin-account-identifier">Account
 *     identifiers</a>
 */
final class SnowflakeHosts {
  private static final String DOMAIN = ".snowflakecomputing.com";
  private static final String CHINA = ".snowflakecomputing.cn";
  private static final List<String> DOMAINS = List.of(DOMAIN, CHINA, ".snowflakecomputing.mil");

  /** An account, or with it its region and cloud. */
  private static final Pattern IDENTIFIER =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*(\\.[A-Za-z0-9][A-Za-z0-9-]*){0,3}");

  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,254}");

  private SnowflakeHosts() {}

  /** Whether the vendor owns the host's name. */
  static boolean isVendors(String host) {
    String small = host.toLowerCase(Locale.ROOT);
    return DOMAINS.stream().anyMatch(small::endsWith)
        && IDENTIFIER.matcher(withoutDomain(small)).matches();
  }

  private static String withoutDomain(String small) {
    for (String domain : DOMAINS) {
      if (small.endsWith(domain)) {
        return small.substring(0, small.length() - domain.length());
      }
    }
    return small;
  }

  /** The host of an account that is named with or without its region; empty if it is no account. */
  static Optional<String> ofAccount(String identifier) {
    if (!IDENTIFIER.matcher(identifier).matches()
        || identifier.toLowerCase(Locale.ROOT).contains("snowflakecomputing")) {
      return Optional.empty();
    }
    int dot = identifier.indexOf('.');
    boolean china = dot >= 0 && identifier.startsWith("cn-", dot + 1);
    // A host's name has no underscores; the vendor's hosts have hyphens in their place.
    return Optional.of(identifier.replace('_', '-') + (china ? CHINA : DOMAIN));
  }

  /** The account that a host of the vendor's is named after. */
  static Optional<String> accountOf(HostAddress host) {
    if (!isVendors(host.host())) {
      return Optional.empty();
    }
    String account = host.host().substring(0, host.host().indexOf('.'));
    int hyphen = account.lastIndexOf('-');
    boolean global = host.host().toLowerCase(Locale.ROOT).contains(".global.");
    return Optional.of(global && hyphen > 0 ? account.substring(0, hyphen) : account);
  }

  /** Whether this can be an account's name, without region. */
  static boolean isAccount(String text) {
    return ACCOUNT.matcher(text).matches();
  }
}
