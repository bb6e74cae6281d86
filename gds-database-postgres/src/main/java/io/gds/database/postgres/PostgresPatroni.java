package io.gds.database.postgres;

import io.gds.database.connection.SecretRef;
import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The properties of a connection that lead to Patroni, the cluster manager that runs the server.
 * Where they are given, the primary is changed, a server restarted and a copy made anew by Patroni
 * and by nobody else. The addresses, the user and the file of authorities may stand in a URL; what
 * leads to a secret, and what allows to send one unprotected, is set in code only.
 *
 * @see <a href="https://patroni.readthedocs.io/en/latest/rest_api.html">Patroni's REST API</a>
 */
public final class PostgresPatroni {
  /**
   * Where Patroni's REST API is reached, with commas between several: {@code
   * https://db1:8008,https://db2:8008}. The port is 8008 unless it is named. In a URL also called
   * {@code patroni}. Default: none, the server is not taken for one that Patroni runs.
   */
  public static final OptionKey<PatroniAddresses> ADDRESSES =
      OptionKey.of(
              "postgresql.patroni",
              PatroniAddresses.class,
              "Where Patroni's REST API is reached, with commas between several addresses.")
          .parsedBy(PatroniAddresses::parse)
          .checked(
              addresses -> true,
              "http:// or https:// addresses with commas between, such as https://host:8008, with"
                  + " neither user nor path");

  /** The user name Patroni knows, where its REST API wants one. Default: none. */
  public static final OptionKey<String> USER =
      OptionKey.of(
              "postgresql.patroni-user",
              String.class,
              "The user name that Patroni's REST API wants for changes.")
          .checked(
              name ->
                  !name.isEmpty() && name.indexOf(':') < 0 && name.chars().allMatch(c -> c > 31),
              "a name without a colon");

  /**
   * Where the password for {@link #USER} is found: {@code env:NAME}, {@code file:PATH}. It is sent
   * with changes only, and never to another machine unprotected. Not taken from a URL. Default:
   * none.
   */
  public static final OptionKey<SecretRef> SECRET =
      OptionKey.of(
              "postgresql.patroni-secret",
              SecretRef.class,
              "Where the password for Patroni's REST API is found.")
          .parsedBy(SecretRef::parse)
          .checked(reference -> true, "provider:key, such as env:PATRONI_PASSWORD");

  /** The PEM file of the authorities that are trusted. Default: those that Java trusts. */
  public static final OptionKey<Path> CA =
      OptionKey.of(
          "postgresql.patroni-ca",
          Path.class,
          "The PEM file of the authorities trusted by connections to Patroni.");

  /**
   * Whether the password may be sent to another machine by {@code http}, where everybody in between
   * can read it. Not taken from a URL. Default: no.
   */
  public static final OptionKey<Boolean> INSECURE =
      OptionKey.of(
              "postgresql.patroni-insecure",
              Boolean.class,
              "Whether the password may be sent to Patroni unprotected.")
          .defaultsTo(false);

  /** What a URL calls the addresses. */
  static final String IN_URL = "patroni";

  /** Those that a connection may have as properties. */
  static final Set<OptionKey<?>> PROPERTIES = Set.of(ADDRESSES, USER, SECRET, CA, INSECURE);

  /** Those that a URL may not have: it may come from anywhere. */
  static final List<OptionKey<?>> IN_CODE_ONLY = List.of(SECRET, INSECURE);

  private PostgresPatroni() {}
}
