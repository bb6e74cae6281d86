package io.gds.database.postgres;

import io.gds.database.connection.HostAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where the members of a cluster have Patroni's REST API, in the order to be tried. Immutable and
 * thread-safe.
 *
 * @param all each as scheme, host and port
 */
public record PatroniAddresses(List<URI> all) {
  private static final int DEFAULT_PORT = 8008;

  /** Takes a copy, and checks that there is one. */
  public PatroniAddresses {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no address");
    }
  }

  /**
   * Reads addresses with commas between.
   *
   * @throws IllegalArgumentException if one of them is none; the text is not repeated, since it may
   *     hold what should not be in it
   */
  public static PatroniAddresses parse(String text) {
    LinkedHashSet<URI> all = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      all.add(address(part.strip()));
    }
    return new PatroniAddresses(new ArrayList<>(all));
  }

  private static URI address(String text) {
    URI given;
    try {
      given = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address");
    }
    String scheme = given.getScheme() == null ? "" : given.getScheme().toLowerCase(Locale.ROOT);
    String path = given.getPath() == null ? "" : given.getPath();
    if (!(scheme.equals("http") || scheme.equals("https"))
        || given.getHost() == null
        || given.getRawUserInfo() != null
        || given.getRawQuery() != null
        || given.getRawFragment() != null
        || !(path.isEmpty() || path.equals("/"))
        || given.getPort() > 65_535
        || given.getPort() == 0) {
      throw new IllegalArgumentException("not an address");
    }
    int port = given.getPort() < 0 ? DEFAULT_PORT : given.getPort();
    return URI.create(scheme + "://" + given.getHost().toLowerCase(Locale.ROOT) + ":" + port);
  }

  /** Whether what is sent there can be read by nobody in between. */
  static boolean isProtected(URI address) {
    String host = address.getHost();
    return "https".equals(address.getScheme())
        || HostAddress.of(
                host.startsWith("[") && host.endsWith("]")
                    ? host.substring(1, host.length() - 1)
                    : host)
            .isLoopback();
  }

  /** The addresses as {@link #parse} reads them. */
  @Override
  public String toString() {
    return all.stream().map(URI::toString).collect(Collectors.joining(","));
  }
}
