package io.gds.database.connection;

import java.util.Objects;

/**
 * Prints a URL that could not be understood without risk of printing a secret in it: the scheme and
 * the host stay, everything else goes.
 */
public final class RedactedUrl {
  private RedactedUrl() {}

  /** The scheme and host of any text that may be a URL, the rest replaced by {@code …}. */
  public static String of(String url) {
    Objects.requireNonNull(url, "url");
    int schemeEnd = url.indexOf("://");
    if (schemeEnd < 0) {
      int colon = url.lastIndexOf(':');
      return url.startsWith("jdbc:") || colon > 0
          ? url.substring(0, url.indexOf(':') + 1) + "…"
          : "…";
    }
    String scheme = url.substring(0, schemeEnd + 3);
    String rest = url.substring(schemeEnd + 3);
    int end = 0;
    while (end < rest.length() && "/?;#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    // A password may itself hold '/', '?' or '#': then the '@' comes later, and no host is shown.
    boolean credentialsReachFurther = rest.indexOf('@', end) >= 0;
    int at = authority.lastIndexOf('@');
    String host = credentialsReachFurther ? "…" : authority.substring(at + 1);
    return scheme + (at >= 0 ? "<hidden>@" : "") + host + (end < rest.length() ? "/…" : "");
  }
}
