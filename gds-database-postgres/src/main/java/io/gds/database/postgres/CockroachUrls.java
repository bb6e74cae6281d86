package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.url.PropertyAllowList;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code cockroachdb://user@host:26257/database?parameters}, with {@code cockroach:} and the
 * same behind {@code jdbc:} accepted as well.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/connection-parameters">Client connection
 *     parameters</a>
 */
final class CockroachUrls {
  /** The routing of a shared host; anything else in it would set what a session begins with. */
  private static final String OPTIONS = "options";

  private static final Pattern CLUSTER = Pattern.compile("--cluster=[A-Za-z0-9][A-Za-z0-9._-]*");

  static final PostgresProduct PRODUCT =
      new PostgresProduct(
          DatabaseType.COCKROACHDB,
          "CockroachDB",
          List.of("cockroachdb", "cockroach", "jdbc:cockroachdb", "jdbc:cockroach"),
          26257,
          "defaultdb",
          PropertyAllowList.of(
              "ApplicationName",
              "channelBinding",
              "loadBalanceHosts",
              OPTIONS,
              "prepareThreshold",
              "tcpKeepAlive"),
          Set.of(),
          CockroachSql.NAMES,
          CockroachErrors.TABLE,
          false,
          CockroachSession::id);

  private static final PostgresUrlGrammar GRAMMAR = new PostgresUrlGrammar(PRODUCT);

  private CockroachUrls() {}

  /** The connection a URL describes; empty if it is of another platform. */
  static Optional<ConnectionInfo> parse(String url) {
    return GRAMMAR.parse(url);
  }

  /** Refuses settings that mean nothing here. */
  static void check(ConnectionInfo info) {
    GRAMMAR.check(info);
    String options = info.properties().get(OPTIONS);
    if (options != null && !CLUSTER.matcher(options).matches()) {
      throw InvalidOptionsException.of(
          "connection properties",
          List.of(new OptionFault(OPTIONS, "is --cluster=NAME and nothing else")));
    }
  }
}
