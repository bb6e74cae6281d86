package io.gds.database.connection;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints a URL that could not be understood without risk of printing a secret in it: the scheme and
 * the host stay where they can be nothing else, everything else goes.
 */
public final class RedactedUrl {
  private static final String SCHEME = "(jdbc:)?[A-Za-z][A-Za-z0-9+.-]*";
  private static final Pattern PREFIX = Pattern.compile(SCHEME + ":");
  private static final Pattern WITH_AUTHORITY = Pattern.compile(SCHEME + "://");
  private static final String HOST = "([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?";
  private static final Pattern HOSTS = Pattern.compile(HOST + "(," + HOST + ")*");

  private RedactedUrl() {}

  /** The scheme and host of any text that may be a URL, the rest replaced by {@code …}. */
  public static String of(String url) {
    Objects.requireNonNull(url, "url");
    Matcher prefix = WITH_AUTHORITY.matcher(url);
    if (!prefix.lookingAt()) {
      prefix = PREFIX.matcher(url);
      return (prefix.lookingAt() ? prefix.group() : "") + "…";
    }
    String rest = url.substring(prefix.end());
    int end = 0;
    while (end < rest.length() && "/?;#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    int at = authority.lastIndexOf('@');
    String host = authority.substring(at + 1);
    // A password may itself hold '/', '?' or '#': then the '@' comes later, and no host is shown.
    boolean shown = rest.indexOf('@', end) < 0 && HOSTS.matcher(host).matches();
    return prefix.group()
        + (at >= 0 ? "<hidden>@" : "")
        + (shown ? host : "…")
        + (end < rest.length() ? "/…" : "");
  }
}
