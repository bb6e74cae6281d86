package io.gds.database.cli;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.List;

/** Where a secret comes from, as it was given: what is no such place may be the secret itself. */
final class SecretPlace {
  /** What a program that ends soon can be told by its caller. */
  private static final List<String> KNOWN = List.of("env", "file", "property", "keystore");

  private SecretPlace() {}

  /**
   * Reads it.
   *
   * @param what what it is given for
   * @param option the option by which it was given
   * @throws InvalidOptionsException if there is no such place; what was given is not repeated,
   *     since a connection string or a command has colons too
   */
  static SecretRef of(String what, String option, String given) {
    SecretRef place = SecretRef.parse(given);
    if (!KNOWN.contains(place.provider())) {
      throw InvalidOptionsException.of(
          what,
          List.of(
              new OptionFault(
                  option,
                  "takes provider:key, such as file:/run/db; providers are "
                      + String.join(", ", KNOWN))));
    }
    return place;
  }
}
