package io.gds.database.jdbc;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One platform's table from native error codes and SQLStates to this library's errors. Looked up in
 * this order, for each exception of the driver's chain until one is known: the native code, the
 * whole SQLState, its first two characters, the kind of the exception. What no row knows is
 * STATEMENT_FAILED. The SQLStates that the SQL standard and JDBC give a meaning are rows already; a
 * platform's own rows take their place. Immutable and thread-safe.
 */
public final class ErrorTable {
  private static final int MESSAGE_LIMIT = 2_000;
  private static final int CHAIN_LIMIT = 20;
  private static final String POOL_WAIT = "request timed out after";

  private final String platform;
  private final Map<Integer, ErrorMeaning> codes;
  private final Map<String, ErrorMeaning> states;
  private final ToIntFunction<SQLException> nativeCode;
  private final BiFunction<SQLException, ErrorDetails, ErrorDetails> refinement;

  private ErrorTable(Builder builder) {
    platform = builder.platform;
    codes = Map.copyOf(builder.codes);
    states = Map.copyOf(builder.states);
    nativeCode = builder.nativeCode;
    refinement = builder.refinement;
  }

  /** Starts a platform's table with the standard SQLStates in it. */
  public static Builder builder(DatabaseType platform) {
    return new Builder(platform);
  }

  /**
   * What the exception means, as an exception to be thrown: with native code, SQLState, the
   * driver's words, and the driver's exception as cause.
   */
  public DatabaseException translate(SQLException exception) {
    return details(exception).toException();
  }

  /** The same before it becomes an exception, so that a target or statement can be added. */
  public ErrorDetails details(SQLException exception) {
    List<SQLException> chain = chain(exception);
    SQLException telling = chain.get(0);
    ErrorMeaning meaning = null;
    for (SQLException link : chain) {
      meaning = known(link);
      if (meaning != null) {
        telling = link;
        break;
      }
    }
    if (meaning == null) {
      meaning = ErrorMeaning.of(ErrorCode.STATEMENT_FAILED);
    }
    ErrorDetails details = meaning.describe(message(chain)).platform(platform).cause(exception);
    int code = nativeCode.applyAsInt(telling);
    if (code != 0) {
      details = details.nativeCode(Integer.toString(code));
    }
    String state = telling.getSQLState();
    if (state != null && !state.isBlank()) {
      details = details.sqlState(state);
    }
    return refinement.apply(telling, details);
  }

  /**
   * The same for an exception met while a connection was being made: a broken connection is then
   * CONNECTION_FAILED, since nothing had been sent on it.
   */
  public ErrorDetails openingDetails(SQLException exception) {
    ErrorDetails details = details(exception);
    return details.code() == ErrorCode.CONNECTION_LOST
            || details.code() == ErrorCode.STATEMENT_FAILED
        ? recoded(details, ErrorCode.CONNECTION_FAILED, details.message())
        : details;
  }

  /** The same facts and cause under another code and message. */
  static ErrorDetails recoded(ErrorDetails details, ErrorCode code, String message) {
    ErrorDetails changed = ErrorDetails.of(code, message);
    for (Map.Entry<String, String> fact : details.values().entrySet()) {
      changed = changed.with(fact.getKey(), fact.getValue());
    }
    return details.cause().isPresent() ? changed.cause(details.cause().get()) : changed;
  }

  private @Nullable ErrorMeaning known(SQLException link) {
    ErrorMeaning meaning = codes.get(nativeCode.applyAsInt(link));
    if (meaning == null) {
      meaning = codes.get(link.getErrorCode());
    }
    String state = link.getSQLState();
    if (meaning == null && state != null) {
      meaning = states.get(state);
      if (meaning == null && state.length() == 5) {
        meaning = states.get(state.substring(0, 2));
      }
    }
    return meaning == null ? byKind(link) : meaning;
  }

  private static @Nullable ErrorMeaning byKind(SQLException link) {
    if (link instanceof SQLTransientConnectionException) {
      // A pool that could make no connection says the same, with the reason further down the chain.
      String text = link.getMessage();
      if (text != null && text.contains(POOL_WAIT)) {
        return link.getCause() == null && link.getNextException() == null
            ? ErrorMeaning.of(ErrorCode.POOL_EXHAUSTED)
                .remedy("Give connections back sooner, or allow more in the pool.")
            : null;
      }
      return ErrorMeaning.of(ErrorCode.CONNECTION_LOST);
    }
    if (link instanceof SQLTimeoutException) {
      return ErrorMeaning.of(ErrorCode.TIMEOUT);
    }
    if (link instanceof SQLInvalidAuthorizationSpecException) {
      return ErrorMeaning.of(ErrorCode.AUTHENTICATION_FAILED);
    }
    return link instanceof SQLNonTransientConnectionException
            || link instanceof SQLRecoverableException
        ? ErrorMeaning.of(ErrorCode.CONNECTION_LOST)
        : null;
  }

  private static List<SQLException> chain(SQLException first) {
    List<SQLException> chain = new ArrayList<>();
    SQLException next = first;
    while (next != null && chain.size() < CHAIN_LIMIT && !chain.contains(next)) {
      chain.add(next);
      next =
          next.getNextException() == null && next.getCause() instanceof SQLException cause
              ? cause
              : next.getNextException();
    }
    return chain;
  }

  private static String message(List<SQLException> chain) {
    String text =
        chain.stream()
            .map(SQLException::getMessage)
            .filter(Objects::nonNull)
            .map(String::strip)
            .distinct()
            .collect(Collectors.joining("; "));
    if (text.isEmpty()) {
      return "the driver gave no message (" + chain.get(0).getClass().getSimpleName() + ")";
    }
    return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "…";
  }

  /** Builds an {@link ErrorTable}. Not thread-safe. */
  public static final class Builder {
    private final String platform;
    private final Map<Integer, ErrorMeaning> codes = new HashMap<>();
    private final Map<String, ErrorMeaning> states = new HashMap<>();
    private ToIntFunction<SQLException> nativeCode = SQLException::getErrorCode;
    private BiFunction<SQLException, ErrorDetails, ErrorDetails> refinement =
        (exception, details) -> details;

    private Builder(DatabaseType platform) {
      this.platform = platform.id();
      state("08", ErrorCode.CONNECTION_LOST);
      state("08001", ErrorCode.CONNECTION_FAILED);
      state("08004", ErrorCode.CONNECTION_FAILED);
      state("28", ErrorCode.AUTHENTICATION_FAILED);
      state("40001", ErrorCode.DEADLOCK);
      state("42501", ErrorCode.PERMISSION_DENIED);
      state("23502", ErrorCode.CONSTRAINT_NOT_NULL);
      state("23503", ErrorCode.CONSTRAINT_FOREIGN_KEY);
      state("23505", ErrorCode.CONSTRAINT_UNIQUE);
      state("23513", ErrorCode.CONSTRAINT_CHECK);
      state("23514", ErrorCode.CONSTRAINT_CHECK);
      state("57014", ErrorCode.CANCELLED);
      state("HY008", ErrorCode.CANCELLED);
      state("HYT00", ErrorCode.TIMEOUT);
      state("HYT01", ErrorCode.TIMEOUT);
    }

    /** What a native code means. */
    public Builder code(int nativeCode, ErrorCode code) {
      return code(nativeCode, ErrorMeaning.of(code));
    }

    /** What a native code means, with remedy or right. */
    public Builder code(int nativeCode, ErrorMeaning meaning) {
      if (nativeCode == 0) {
        throw new IllegalArgumentException("0 is what drivers give where there is no code");
      }
      codes.put(nativeCode, Objects.requireNonNull(meaning, "meaning"));
      return this;
    }

    /** What a SQLState (five characters) or a class of them (two) means. */
    public Builder state(String state, ErrorCode code) {
      return state(state, ErrorMeaning.of(code));
    }

    /** What a SQLState (five characters) or a class of them (two) means, with remedy or right. */
    public Builder state(String state, ErrorMeaning meaning) {
      if (state.length() != 5 && state.length() != 2) {
        throw new IllegalArgumentException("a SQLState has five characters, a class two: " + state);
      }
      states.put(state, Objects.requireNonNull(meaning, "meaning"));
      return this;
    }

    /**
     * How the native code is read off an exception, for drivers with a finer one than {@code
     * getErrorCode()}, which is still looked up second. 0 means none. Default: {@code
     * getErrorCode()}.
     */
    public Builder nativeCode(ToIntFunction<SQLException> nativeCode) {
      this.nativeCode = Objects.requireNonNull(nativeCode, "nativeCode");
      return this;
    }

    /** Adds what only this driver's exceptions know, such as a constraint's name. Default: none. */
    public Builder refine(BiFunction<SQLException, ErrorDetails, ErrorDetails> refinement) {
      this.refinement = Objects.requireNonNull(refinement, "refinement");
      return this;
    }

    /** The finished table. */
    public ErrorTable build() {
      return new ErrorTable(this);
    }
  }
}
