package io.gds.database.testkit.snowflake;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What somebody typed who starts a model. */
final class ModelProgramOptions {
  /** How it is started. */
  static final String USAGE =
      """
      Usage: gds-model snowflake [options]
      A model of a Snowflake account, listening on 127.0.0.1 until it is stopped. It keeps everything
      in memory, and its users ada (ACCOUNTADMIN) and clerk (no rights) have the password it prints.

        --port N         the port to listen on; 14443, and 0 for any that is free
        --edition NAME   %s; business-critical
        --accounts N     so many accounts of one organization, PROD, DR and DR2, on ports of their
                         own; the failover group FG brings SHOP from PROD to the others; 1
        --empty          without the sample databases
      """
          .formatted(
              Arrays.stream(SnowflakeEdition.values())
                  .map(ModelProgramOptions::word)
                  .collect(Collectors.joining(", ")));

  private static final int PORT = 14_443;

  private int port = PORT;
  private SnowflakeEdition edition = SnowflakeEdition.BUSINESS_CRITICAL;
  private int accounts = 1;
  private boolean empty;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException for a person to read, if they mean nothing
   */
  ModelProgramOptions(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--empty")) {
        empty = true;
      } else if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " is no option or has no value");
      } else {
        take(args[i], args[i + 1]);
        i++;
      }
    }
    if (empty && accounts > 1) {
      throw new IllegalArgumentException("--accounts share the database SHOP: leave --empty out");
    }
  }

  private void take(String option, String value) {
    switch (option) {
      case "--port" -> port = number(option, value, 0xFFFF);
      case "--accounts" -> {
        accounts = number(option, value, 3);
        if (accounts == 0) {
          throw new IllegalArgumentException("--accounts is a number from 1 to 3");
        }
      }
      case "--edition" ->
          edition =
              Arrays.stream(SnowflakeEdition.values())
                  .filter(each -> word(each).equalsIgnoreCase(value))
                  .findFirst()
                  .orElseThrow(() -> new IllegalArgumentException("--edition has no " + value));
      default -> throw new IllegalArgumentException(option + " is no option");
    }
  }

  private static int number(String option, String text, int most) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(option + " is a number up to " + most);
    }
    return Integer.parseInt(text);
  }

  private static String word(SnowflakeEdition edition) {
    return edition.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int port() {
    return port;
  }

  SnowflakeEdition edition() {
    return edition;
  }

  int accounts() {
    return accounts;
  }

  boolean empty() {
    return empty;
  }
}
