package io.gds.database.jdbc;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.sql.SQLException;
import java.time.Duration;

/** Says why a statement ended badly: what the driver reports, and who stopped it. */
final class Diagnosis {
  private final ErrorTable errors;
  private final String engine;
  private final String target;

  Diagnosis(ErrorTable errors, String engine, String target) {
    this.errors = errors;
    this.engine = engine;
    this.target = target;
  }

  DatabaseException of(SQLException exception, Call call, Bounds bounds, String sql) {
    ErrorDetails details = stopped(broken(errors.details(exception)), call, bounds);
    if (bounds.shown() != null) {
      details = withheld(details);
    }
    details = details.engine(engine).with("statement", bounds.text(sql));
    return (target.isEmpty() ? details : details.target(target)).toException();
  }

  /**
   * What refuses encryption while a connection is opened has broken one that a statement runs on.
   */
  private static ErrorDetails broken(ErrorDetails details) {
    return details.code() == ErrorCode.TLS_REFUSED
        ? ErrorTable.recoded(
                details,
                ErrorCode.CONNECTION_LOST,
                "the encrypted connection broke: " + details.message())
            .remedy("Check that the server is alive and reachable; what it did is not known.")
        : details;
  }

  private static ErrorDetails stopped(ErrorDetails details, Call call, Bounds bounds) {
    Duration timeout = bounds.timeout();
    if (call.isAborted()) {
      return ErrorTable.recoded(
              details,
              ErrorCode.CONNECTION_LOST,
              "the server answered neither "
                  + (timeout == null ? "the statement" : "within " + timeout)
                  + " nor the cancel that followed; the connection was dropped")
          .remedy("Check that the server is alive and reachable; what it did is not known.");
    }
    if (details.code() == ErrorCode.CONNECTION_LOST) {
      return details;
    }
    Call.Stop stop = call.stop();
    if (stop == Call.Stop.INTERRUPT) {
      return ErrorTable.recoded(
          details,
          ErrorCode.CANCELLED,
          "the calling thread was interrupted; the statement was cancelled");
    }
    if (stop == Call.Stop.CANCEL) {
      return ErrorTable.recoded(details, ErrorCode.CANCELLED, "the statement was cancelled");
    }
    // Some drivers report a passed time-out as a cancel: the two are told apart by who asked.
    boolean driversTimeout = details.code() == ErrorCode.CANCELLED && call.isOverdue();
    if (timeout != null
        && (stop == Call.Stop.TIMEOUT || driversTimeout || details.code() == ErrorCode.TIMEOUT)) {
      return ErrorTable.recoded(
              details,
              ErrorCode.TIMEOUT,
              "the statement did not end within " + timeout + " and was cancelled")
          .remedy("Look for locks and load on the server, or allow more by the query time-out.");
    }
    return details;
  }

  /** The driver's words may quote the statement, and the statement holds a secret. */
  private static ErrorDetails withheld(ErrorDetails details) {
    ErrorDetails bare =
        ErrorDetails.of(
            details.code(),
            "the statement failed; the driver's words are withheld, since they may quote a secret");
    for (String fact : new String[] {"platform", "nativeCode", "sqlState", "remedy", "right"}) {
      if (details.get(fact).isPresent()) {
        bare = bare.with(fact, details.get(fact).get());
      }
    }
    return bare.isTransient(details.isTransient());
  }
}
