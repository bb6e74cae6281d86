package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Objects;

/**
 * An error as the server raises it. The vendor publishes no list; codes, states and texts are those
 * that its drivers' tests and reports of its users show.
 */
final class ModelError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String COMPILATION = "SQL compilation error:\n";

  private final String code;
  private final String state;

  ModelError(String code, String state, String message) {
    super(message);
    this.code = code;
    this.state = state;
  }

  /** What does not exist, or is not shown to this role. */
  static ModelError missing(String kind, Object name) {
    return new ModelError(
        "002003",
        "02000",
        COMPILATION + kind + " '" + name + "' does not exist or not authorized.");
  }

  /** The same as some other commands say it. */
  static ModelError impossible() {
    return new ModelError(
        "002043",
        "02000",
        COMPILATION + "Object does not exist, or operation cannot be performed.");
  }

  static ModelError exists(Object name) {
    return new ModelError("002002", "42710", COMPILATION + "Object '" + name + "' already exists.");
  }

  /** A right is missing on something that this role sees. */
  static ModelError denied(String kind, Object name) {
    return new ModelError(
        "003001",
        "42501",
        "SQL access control error:\nInsufficient privileges to operate on "
            + kind
            + " '"
            + name
            + "'");
  }

  static ModelError syntax(int position, String unexpected) {
    return new ModelError(
        "001003",
        "42000",
        COMPILATION
            + "syntax error line 1 at position "
            + position
            + " unexpected '"
            + unexpected
            + "'.");
  }

  /** Something is not allowed as it is written. */
  static ModelError invalid(String code, String state, String message) {
    return new ModelError(code, state, COMPILATION + message);
  }

  static ModelError noWarehouse() {
    return new ModelError(
        "000606",
        "57P03",
        "No active warehouse selected in the current session.  Select an active warehouse with the"
            + " 'use warehouse' command.\n");
  }

  String code() {
    return code;
  }

  String state() {
    return state;
  }

  String text() {
    return Objects.requireNonNull(getMessage());
  }

  WireAnswer answer() {
    return WireAnswer.error(code, text()).field("state", state);
  }
}
