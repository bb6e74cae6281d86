package io.gds.database.connection;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A host and, where it is not the platform's usual one, a port.
 *
 * @param host the name or address, an IPv6 address without brackets
 * @param port the port, 1 to 65535; empty for the platform's default
 */
public record HostAddress(String host, OptionalInt port) {
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?");

  private static final String SEPARATORS = "/@?#,;[]";

  /** Checks both parts. */
  public HostAddress {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(port, "port");
    if (host.isBlank() || host.chars().anyMatch(HostAddress::isOfNoHost)) {
      throw new IllegalArgumentException("not a host name");
    }
    if (host.indexOf(':') >= 0 && !IPV6.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "not a host name: a colon belongs to IPv6 addresses only, the port is given apart");
    }
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
      throw new IllegalArgumentException("a port is 1 to 65535");
    }
  }

  /** Separators, blanks, and what is not seen or is half a character. */
  private static boolean isOfNoHost(int c) {
    return c <= ' '
        || SEPARATORS.indexOf(c) >= 0
        || Character.isISOControl(c)
        || Character.isSurrogate((char) c)
        || Character.getType(c) == Character.FORMAT;
  }

  /** A host with the platform's default port. */
  public static HostAddress of(String host) {
    return new HostAddress(host, OptionalInt.empty());
  }

  /** A host with its port. */
  public static HostAddress of(String host, int port) {
    return new HostAddress(host, OptionalInt.of(port));
  }

  /** Whether the host is this machine by its own name: localhost, 127.0.0.0/8 or ::1. */
  public boolean isLoopback() {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** {@code host}, {@code host:port} or {@code [address]:port}. */
  @Override
  public String toString() {
    String text = host.contains(":") ? "[" + host + "]" : host;
    return port.isPresent() ? text + ":" + port.getAsInt() : text;
  }
}
