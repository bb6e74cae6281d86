package io.gds.database.testkit.sqlserver;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What somebody typed who starts a model. */
final class ModelArguments {
  /** How it is started. */
  static final String USAGE =
      """
      Usage: gds-model [options]
      A model of a SQL Server, listening on 127.0.0.1 until it is stopped. It keeps everything in
      memory, and its log-ins sa and clerk (who has no rights) have the password it prints.

        --port N         the port to listen on; 14330, and 0 for any that is free
        --release YEAR   2016, 2017, 2019, 2022 or 2025; 2022
        --edition NAME   %s; developer
        --name NAME      the server's name; SQL1
        --replicas N     so many servers in a Windows cluster, SQL1 to SQLN, whose group ag1 holds
                         shop: SQL2 follows SQL1 synchronously, the others asynchronously; 1
        --zone ZONE      of the server's times, such as Europe/Berlin; UTC
        --tls FILE       encrypts; the certificate to trust is written to this file
        --empty          without the sample databases and their backups
      """
          .formatted(
              Arrays.stream(SqlServerEdition.values())
                  .map(ModelArguments::word)
                  .collect(Collectors.joining(", ")));

  private static final int PORT = 14_330;
  private static final int MOST_REPLICAS = 9;

  private int port = PORT;
  private SqlServerRelease release = SqlServerRelease.SQL_SERVER_2022;
  private SqlServerEdition edition = SqlServerEdition.DEVELOPER;
  private String name = "SQL1";
  private ZoneId zone = ZoneId.of("UTC");
  private @Nullable Path certificate;
  private boolean empty;
  private int replicas = 1;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException for a person to read, if they mean nothing
   */
  ModelArguments(String... args) {
    for (int i = 0; i < args.length; i++) {
      String option = args[i];
      if (option.equals("--empty")) {
        empty = true;
      } else {
        i++;
        if (i == args.length) {
          throw new IllegalArgumentException(option + " is no option or has no value");
        }
        taker(option).accept(args[i]);
      }
    }
    if (replicas > 1 && empty) {
      throw new IllegalArgumentException("--replicas have the database shop: leave --empty out");
    }
  }

  private Consumer<String> taker(String option) {
    return switch (option) {
      case "--port" -> text -> port = port(text);
      case "--release" -> text -> release = release(text);
      case "--edition" -> text -> edition = edition(text);
      case "--name" -> text -> name = text;
      case "--replicas" -> text -> replicas = replicas(text);
      case "--zone" -> text -> zone = zone(text);
      case "--tls" -> text -> certificate = Path.of(text).toAbsolutePath();
      default -> throw new IllegalArgumentException(option + " is no option");
    };
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 0xFFFF) {
      throw new IllegalArgumentException("--port is a number from 0 to 65535");
    }
    return Integer.parseInt(text);
  }

  private static int replicas(String text) {
    if (!text.matches("[1-" + MOST_REPLICAS + "]")) {
      throw new IllegalArgumentException("--replicas is a number from 1 to " + MOST_REPLICAS);
    }
    return Integer.parseInt(text);
  }

  private static SqlServerRelease release(String year) {
    return Arrays.stream(SqlServerRelease.values())
        .filter(each -> year.equals(String.valueOf(each.year())))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("--release is 2016, 2017, 2019, 2022 or 2025"));
  }

  private static SqlServerEdition edition(String word) {
    return Arrays.stream(SqlServerEdition.values())
        .filter(each -> word(each).equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("--edition has no " + word));
  }

  private static String word(SqlServerEdition edition) {
    return edition.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("--zone: " + e.getMessage(), e);
    }
  }

  int port() {
    return port;
  }

  SqlServerRelease release() {
    return release;
  }

  SqlServerEdition edition() {
    return edition;
  }

  String name() {
    return name;
  }

  ZoneId zone() {
    return zone;
  }

  /** Where the certificate goes; without one nothing is encrypted. */
  Optional<Path> certificate() {
    return Optional.ofNullable(certificate);
  }

  boolean empty() {
    return empty;
  }

  int replicas() {
    return replicas;
  }

  /** What a server is called. */
  String name(int number) {
    return number == 1 ? name : name.replaceFirst("1?$", "") + number;
  }
}
