package io.gds.database.mssql;

import io.gds.database.core.tool.Cancellation;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.core.tool.ToolRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;

/** The server as something that is up or down, and the commands by which that is changed. */
final class MssqlHost {
  private final MssqlContext context;
  private final OptionValues options;

  MssqlHost(MssqlContext context, OptionValues options) {
    this.context = context;
    this.options = options;
  }

  String name() {
    return context.runner().engine();
  }

  /** An option, else the connection's property of this name. */
  <T> Optional<T> get(OptionKey<T> key) {
    return options
        .given(key)
        .or(() -> Optional.ofNullable(context.info().properties().get(key.id())).map(key::parse));
  }

  /**
   * A configured command, its program found.
   *
   * @throws io.gds.database.error.ToolException if there is no such program
   */
  Optional<ToolCommand> command(OptionKey<HostCommand> key) {
    return get(key).map(given -> ToolCommand.builder(given).build());
  }

  /** Runs a command to its end. */
  void run(ToolCommand command, Duration within, Cancellation cancellation) {
    new ToolRunner().run(ToolRun.of(command).within(within).cancellation(cancellation));
  }

  /**
   * Whether it answers statements. A password that it refuses is not tried again: that locks
   * accounts.
   */
  boolean answers() {
    try {
      context.sql().execute("SELECT 1");
      return true;
    } catch (DatabaseException e) {
      requireSilence(e);
      return false;
    }
  }

  /** Whether nobody listens where it should: the connection itself is refused. */
  boolean refuses() {
    try {
      context.sql().execute("SELECT 1");
      return false;
    } catch (DatabaseException e) {
      requireSilence(e);
      return isRefused(e);
    }
  }

  private static void requireSilence(DatabaseException e) {
    switch (e.code()) {
      case ENGINE_CLOSED, CANCELLED, AUTHENTICATION_FAILED -> throw e;
      default -> {}
    }
  }

  /** The driver keeps the words of what failed, and not always the exception. */
  private static boolean isRefused(DatabaseException e) {
    if (e.code() != ErrorCode.CONNECTION_FAILED) {
      return false;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || String.valueOf(cause.getMessage()).contains("Connection refused")) {
        return true;
      }
    }
    return false;
  }
}
