package io.gds.database.postgres;

import io.gds.database.backup.Location;
import io.gds.database.error.OptionFault;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where CockroachDB keeps backups: a collection of full backups, each in a subdirectory that the
 * server names by its instant, with the incremental ones appended to it. Its URIs may carry the
 * keys of the store, and are shown without them. Several URIs are the localities of one collection.
 * Immutable.
 *
 * @param uris the collection's URIs, as they are sent
 * @param chain the subdirectory of one full backup; null for the collection as a whole
 * @see <a href="https://www.cockroachlabs.com/docs/stable/use-cloud-storage">Use Cloud Storage</a>
 * @see <a
 *     href="https://www.cockroachlabs.com/docs/stable/take-full-and-incremental-backups#backup-collections">Backup
 *     collections</a>
 */
record CockroachCollection(List<String> uris, @Nullable String chain) {
  /** What BACKUP and RESTORE take; HTTP is for imports only. */
  private static final Set<String> SCHEMES =
      Set.of("external", "s3", "gs", "azure-blob", "azure", "nodelocal", "userfile");

  /** Parameters that open nothing; the values of all others are hidden. */
  private static final Set<String> HARMLESS =
      Set.of(
          "AUTH",
          "AWS_REGION",
          "AWS_SKIP_CHECKSUM",
          "AWS_USE_PATH_STYLE",
          "AZURE_ENVIRONMENT",
          "COCKROACH_LOCALITY",
          "S3_STORAGE_CLASS");

  /** How the server names a full backup's subdirectory: by year, month, day and time. */
  static final Pattern CHAIN = Pattern.compile("/?\\d{4}/\\d{2}/\\d{2}-\\d{6}\\.\\d{2}");

  private static final Pattern URI =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(.*)", Pattern.DOTALL);
  private static final Pattern CHAIN_AT_END =
      Pattern.compile("(.*?)(/\\d{4}/\\d{2}/\\d{2}-\\d{6}\\.\\d{2})/?", Pattern.DOTALL);
  private static final String HIDDEN = "<hidden>";

  CockroachCollection {
    uris = List.copyOf(uris);
  }

  /** Reads a place that was found free of faults. */
  static CockroachCollection of(Location place) {
    List<String> collections = new ArrayList<>();
    String chain = null;
    for (String uri : place.parts()) {
      Matcher parts = URI.matcher(uri);
      if (!parts.matches()) {
        collections.add(uri);
        continue;
      }
      Matcher path = CHAIN_AT_END.matcher(parts.group(3));
      if (path.matches()) {
        chain = chain == null ? path.group(2) : chain;
        collections.add(parts.group(1) + "://" + parts.group(2) + path.group(1) + parts.group(4));
      } else {
        collections.add(uri);
      }
    }
    return new CockroachCollection(collections, chain);
  }

  /** What is wrong with a place, if anything; never repeats what may be a key. */
  static Optional<OptionFault> fault(String option, Location place) {
    if (place.kind() != Location.Kind.URL) {
      return Optional.of(
          new OptionFault(
              option,
              "takes a URI that the cluster itself writes to, such as external://backups or"
                  + " nodelocal://1/backups, not "
                  + place));
    }
    List<@Nullable String> chains = new ArrayList<>();
    for (String uri : place.parts()) {
      Matcher parts = URI.matcher(uri);
      String scheme = parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "";
      if (!SCHEMES.contains(scheme)) {
        return Optional.of(
            new OptionFault(
                option,
                "takes external, s3, gs, azure-blob, nodelocal or userfile, not "
                    + (scheme.startsWith("http") || scheme.startsWith("file-http")
                        ? scheme + ", which is for imports only"
                        : shown(uri))));
      }
      Matcher path = CHAIN_AT_END.matcher(parts.group(3));
      chains.add(path.matches() ? path.group(2) : null);
    }
    return chains.stream().distinct().count() > 1
        ? Optional.of(new OptionFault(option, "names different backups in its localities"))
        : Optional.empty();
  }

  /** A URI as it may be shown. */
  static String shown(String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      return HIDDEN;
    }
    String authority = parts.group(2);
    int user = authority.lastIndexOf('@');
    return parts.group(1)
        + "://"
        + (user < 0 ? authority : HIDDEN + authority.substring(user))
        + parts.group(3)
        + shownQuery(parts.group(4));
  }

  private static String shownQuery(String query) {
    if (query.length() < 2) {
      return query;
    }
    StringBuilder shown = new StringBuilder().append(query.charAt(0));
    for (String parameter : query.substring(1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      String key = equals < 0 ? "" : parameter.substring(0, equals);
      boolean harmless = HARMLESS.contains(key) && query.charAt(0) == '?';
      boolean plainKey = key.matches("[A-Za-z_]{1,40}");
      shown
          .append(shown.length() > 1 ? "&" : "")
          .append(harmless ? parameter : (plainKey ? key + "=" : "") + HIDDEN);
    }
    return shown.toString();
  }

  /** The same collection, or one full backup of it. */
  CockroachCollection chain(String subdirectory) {
    return new CockroachCollection(
        uris, subdirectory.startsWith("/") ? subdirectory : "/" + subdirectory);
  }

  /** This place as the API names it. */
  Location location() {
    String behind = chain == null ? "" : chain;
    return Location.url(
        uris.stream()
            .map(
                uri -> {
                  int query = uri.indexOf('?');
                  String path = query < 0 ? uri : uri.substring(0, query);
                  String stripped =
                      path.endsWith("/") && !path.endsWith("//") && !behind.isEmpty()
                          ? path.substring(0, path.length() - 1)
                          : path;
                  return stripped + behind + (query < 0 ? "" : uri.substring(query));
                })
            .toArray(String[]::new));
  }

  /** The URIs as they may be shown. */
  String shown() {
    return String.join(", ", uris.stream().map(CockroachCollection::shown).toList());
  }

  /** A text of the server without anything that the URIs hide, should it quote them. */
  String cleared(String text) {
    String clear = text;
    for (String uri : uris) {
      Matcher parts = URI.matcher(uri);
      if (!parts.matches() || shown(uri).equals(uri)) {
        continue;
      }
      clear = clear.replace(uri, shown(uri));
      for (String secret : secrets(parts.group(2), parts.group(4))) {
        clear = clear.replace(secret, HIDDEN);
      }
    }
    return clear;
  }

  private static List<String> secrets(String authority, String query) {
    List<String> secrets = new ArrayList<>();
    int user = authority.lastIndexOf('@');
    if (user > 0) {
      secrets.add(authority.substring(0, user));
    }
    for (String parameter : query.isEmpty() ? new String[0] : query.substring(1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 0 || !HARMLESS.contains(parameter.substring(0, equals))) {
        String value = parameter.substring(equals + 1);
        secrets.add(value);
        decoded(value).ifPresent(secrets::add);
      }
    }
    // Short ones would tear words apart, and are no keys.
    secrets.removeIf(secret -> secret.length() < 4);
    return secrets;
  }

  private static Optional<String> decoded(String value) {
    try {
      return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return shown() + (chain == null ? "" : " " + chain);
  }
}
