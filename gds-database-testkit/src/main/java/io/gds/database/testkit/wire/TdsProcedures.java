package io.gds.database.testkit.wire;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The procedures by which drivers run and prepare statements, and what a session has prepared. Used
 * by one thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-executesql-transact-sql">sp_executesql</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-prepexec-transact-sql">sp_prepexec</a>
 */
final class TdsProcedures {
  private final Map<Integer, Prepared> statements = new HashMap<>();
  private int last;

  /** A statement with what declares its parameters; empty if it has none. */
  private record Prepared(String sql, String declared) {}

  /** A call that cannot be carried out. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient WireAnswer.Failure failure;

    Refused(WireAnswer.Failure failure) {
      super(failure.message());
      this.failure = failure;
    }

    WireAnswer.Failure failure() {
      return failure;
    }
  }

  /** Forgets what was prepared. */
  void reset() {
    statements.clear();
  }

  /**
   * The statement that a call wants run.
   *
   * @return empty if nothing is to be run
   * @throws Refused with the server's error
   * @throws IllegalArgumentException for what the peer does not know
   */
  Optional<TdsWork> work(TdsCall call) throws Refused {
    return switch (call.procedure()) {
      case "sp_executesql" -> {
        Prepared direct = new Prepared(call.value(0, String.class), declared(call));
        yield Optional.of(work(call, direct, 2, 0));
      }
      case "sp_prepexec" -> {
        forget(call);
        int handle = prepare(call);
        yield Optional.of(work(call, prepared(handle), 3, handle));
      }
      case "sp_execute" -> {
        int handle = call.value(0, Integer.class);
        yield Optional.of(work(call, prepared(handle), 1, handle));
      }
      case "sp_unprepare" -> {
        forget(call);
        yield Optional.empty();
      }
      default -> {
        if (call.procedure().startsWith("sp_cursor")) {
          throw new IllegalArgumentException(
              "the peer has no cursors (" + call.procedure() + "): ask for forward-only results");
        }
        yield Optional.of(named(call));
      }
    };
  }

  /** What the second parameter of most procedures here declares. */
  private static String declared(TdsCall call) {
    Object declared = call.parameters().size() < 2 ? null : call.parameters().get(1).value();
    return declared instanceof String text ? text : "";
  }

  /** Keeps the statement of an {@code sp_prepare} or {@code sp_prepexec}; its number. */
  int prepare(TdsCall call) {
    last++;
    statements.put(last, new Prepared(call.value(2, String.class), declared(call)));
    return last;
  }

  private void forget(TdsCall call) {
    Object handle = call.parameters().isEmpty() ? null : call.parameters().get(0).value();
    if (handle instanceof Integer number) {
      statements.remove(number);
    }
  }

  private Prepared prepared(int handle) throws Refused {
    Prepared statement = statements.get(handle);
    if (statement == null) {
      throw new Refused(
          WireAnswer.error("8179", "Could not find prepared statement with handle " + handle + ".")
              .field("state", "2"));
    }
    return statement;
  }

  private static TdsWork work(TdsCall call, Prepared statement, int firstBind, int handle) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("protocol", "rpc");
    attributes.put("procedure", call.procedure());
    attributes.put("declared", statement.declared());
    if (handle > 0) {
      attributes.put("handle", String.valueOf(handle));
    }
    boolean tell = call.procedure().equals("sp_prepexec");
    return new TdsWork(
        statement.sql(), call.from(firstBind), firstBind, attributes, true, tell ? handle : 0);
  }

  /** A procedure called by its name is matched as the statement that would call it. */
  private static TdsWork named(TdsCall call) {
    String parameters =
        call.parameters().stream().map(TdsCall.Parameter::given).collect(Collectors.joining(", "));
    String declared =
        call.parameters().stream()
            .map(TdsCall.Parameter::declared)
            .collect(Collectors.joining(", "));
    String sql = ("EXEC " + call.procedure() + " " + parameters).strip();
    return work(call, new Prepared(sql, declared), 0, 0);
  }
}
