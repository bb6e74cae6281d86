package io.gds.database.testkit.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All statements that were sent, by their ids and by what the client called its calls: a call that
 * comes again is answered from memory, and its statement not run twice. Thread-safe.
 */
final class SnowflakeQueries {
  private static final Pattern RESULT_SCAN =
      Pattern.compile(
          "SELECT \\* FROM TABLE\\(RESULT_SCAN\\('([0-9a-f-]+)'\\)\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|''|\\\\.)*+'|\"[^\"]*+\"");

  private final SnowflakeSetup setup;
  private final WireScript script;
  private final Consumer<Runnable> threads;
  private final Map<String, SnowflakeQuery> byRequest = new ConcurrentHashMap<>();
  private final Map<String, SnowflakeQuery> byId = new ConcurrentHashMap<>();
  private final List<SnowflakeQuery> inOrder = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicInteger duplicates = new AtomicInteger();
  private volatile String whileRunning = "RUNNING";
  private volatile boolean closed;

  /**
   * None yet.
   *
   * @param threads run what takes time
   */
  SnowflakeQueries(SnowflakeSetup setup, WireScript script, Consumer<Runnable> threads) {
    this.setup = setup;
    this.script = script;
    this.threads = threads;
  }

  int duplicates() {
    return duplicates.get();
  }

  /** What is told of queries that run. */
  void whileRunning(String status) {
    whileRunning = status;
  }

  synchronized List<SnowflakeRan> ran() {
    return inOrder.stream().map(query -> query.ran(whileRunning)).toList();
  }

  Optional<SnowflakeRan> ran(String id) {
    return Optional.ofNullable(byId.get(id)).map(query -> query.ran(whileRunning));
  }

  /** Cancels a statement; whether it ran. */
  boolean cancel(String id) {
    SnowflakeQuery query = byId.get(id);
    return query != null && query.cancel();
  }

  /** Cancels the statements of a session; how many ran. */
  synchronized int cancelAll(long session) {
    int cancelled = 0;
    for (SnowflakeQuery query : inOrder) {
      if (query.session().number() == session && query.cancel()) {
        cancelled++;
      }
    }
    return cancelled;
  }

  /** Waits for nothing any more. */
  synchronized void close() {
    closed = true;
    inOrder.forEach(query -> query.cancelled().complete(null));
  }

  /** A client wants no more of the statement of a call. */
  SnowflakeReply abort(SnowflakeCall call) {
    SnowflakeQuery query = byRequest.get(call.body().path("requestId").asText());
    if (query != null && query.cancel()) {
      return SnowflakeReply.success();
    }
    return SnowflakeReply.refused(
        WireAnswer.error(
            SnowflakeCodes.NOT_RUNNING, "Identified SQL statement is not currently executing."));
  }

  /** Runs a statement, unless it was run before. */
  SnowflakeReply run(SnowflakeSession session, SnowflakeCall call) {
    SnowflakeQuery fresh = query(session, call);
    if (call.body().path("describeOnly").asBoolean()) {
      script.note(fresh.request());
      return described(fresh);
    }
    boolean async = call.body().path("asyncExec").asBoolean();
    SnowflakeQuery known = byRequest.putIfAbsent(call.requestId(), fresh);
    if (known != null) {
      duplicates.incrementAndGet();
      return async ? SnowflakeReply.progress(known, true) : awaited(known);
    }
    begin(fresh, call);
    if (fresh.takeSilence()) {
      return SnowflakeReply.NONE;
    }
    SnowflakeEnd end = fresh.end().getNow(null);
    boolean unheard = end instanceof SnowflakeEnd.Dropped || end instanceof SnowflakeEnd.Turned;
    return async && !unheard ? SnowflakeReply.progress(fresh, true) : awaited(fresh);
  }

  /** The server has not heard of it, so that it may come again. */
  private synchronized void forget(SnowflakeQuery query) {
    byRequest.values().remove(query);
    byId.remove(query.id());
    inOrder.remove(query);
  }

  private SnowflakeQuery query(SnowflakeSession session, SnowflakeCall call) {
    JsonNode body = call.body();
    String sql = body.path("sqlText").asText();
    long number = numbers.incrementAndGet();
    String id = "01bd0000-0000-0000-0000-%012d".formatted(number);
    Map<String, String> attributes = new LinkedHashMap<>();
    SnowflakeState state = session.state();
    JsonNode parameters = body.path("parameters");
    attributes.put("language", "snowflake");
    attributes.put("query", id);
    attributes.put("tag", parameter(parameters, state, "QUERY_TAG"));
    attributes.put("schema", state.place().schema());
    attributes.put("warehouse", state.place().warehouse());
    attributes.put("role", state.place().role());
    attributes.put("describe", String.valueOf(body.path("describeOnly").asBoolean()));
    attributes.put("async", String.valueOf(body.path("asyncExec").asBoolean()));
    attributes.put("timeout", parameter(parameters, state, "STATEMENT_TIMEOUT_IN_SECONDS"));
    attributes.put("application", session.application());
    attributes.put("request", call.requestId());
    WireRequest request =
        new WireRequest(
            session.number(),
            session.user(),
            state.place().database(),
            sql,
            SnowflakeBinds.read(body.path("bindings")),
            attributes);
    return new SnowflakeQuery(
        id,
        session,
        request,
        SnowflakeKinds.of(request.normalized()),
        setup.clock(),
        parameters.path("rows_per_resultset").asInt());
  }

  /** A parameter of the statement, else of its session. */
  private static String parameter(JsonNode parameters, SnowflakeState state, String name) {
    for (Map.Entry<String, JsonNode> each : parameters.properties()) {
      if (each.getKey().equalsIgnoreCase(name)) {
        return each.getValue().asText();
      }
    }
    return state.parameter(name).orElse("");
  }

  private void begin(SnowflakeQuery query, SnowflakeCall call) {
    WireRequest request = query.request();
    String normalized = request.normalized();
    synchronized (this) {
      inOrder.add(query);
    }
    byId.put(query.id(), query);
    if (closed) {
      query.cancel();
    }
    List<WireAnswer> lost = new ArrayList<>();
    List<WireAnswer> steps = script.answer(request, own(normalized), lost);
    if (!lost.isEmpty()) {
      query.silence();
      steps = lost;
    }
    String limit = request.attributes().getOrDefault("timeout", "");
    int seconds =
        limit.isEmpty()
            ? call.body().path("parameters").path("query_timeout").asInt()
            : Integer.parseInt(limit);
    SnowflakeRun run = new SnowflakeRun(query, normalized, seconds, setup.second());
    List<WireAnswer> all = List.copyOf(steps);
    if (SnowflakeRun.waits(all)) {
      threads.accept(() -> carryOut(query, run, all));
    } else {
      carryOut(query, run, all);
    }
  }

  private void carryOut(SnowflakeQuery query, SnowflakeRun run, List<WireAnswer> steps) {
    try {
      query.end(run.end(steps));
    } catch (RuntimeException e) {
      query.end(new SnowflakeEnd.Failed(faulty(query, e)));
    }
  }

  private WireAnswer.Failure faulty(SnowflakeQuery query, RuntimeException e) {
    return script.fault("the script's answer to " + query.request() + ": " + e.getMessage());
  }

  private SnowflakeReply awaited(SnowflakeQuery query) {
    Duration patience = setup.patience();
    try {
      SnowflakeEnd end = query.end().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return reply(query, end);
    } catch (TimeoutException e) {
      return SnowflakeReply.progress(query, false);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SnowflakeReply.NONE;
    }
  }

  private SnowflakeReply reply(SnowflakeQuery query, SnowflakeEnd end) {
    if (end instanceof SnowflakeEnd.Dropped || end instanceof SnowflakeEnd.Turned) {
      forget(query);
    }
    try {
      return SnowflakeReply.of(query, end);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return SnowflakeReply.failed(query, faulty(query, e));
    }
  }

  /** The answer to a statement, by its id, from whatever session it was. */
  SnowflakeReply result(String id) {
    SnowflakeQuery query = byId.get(id);
    return query == null ? SnowflakeReply.refused(unknown(id)) : awaited(query);
  }

  private static WireAnswer.Failure unknown(String id) {
    return WireAnswer.error("000709", "Statement " + id + " not found");
  }

  private Optional<WireAnswer> own(String normalized) {
    Matcher scan = RESULT_SCAN.matcher(normalized);
    if (scan.matches()) {
      return Optional.of(scanned(scan.group(1)));
    }
    if (normalized.isEmpty()) {
      return Optional.of(
          WireAnswer.error("000900", "Empty SQL statement.").field("state", "42601"));
    }
    Optional<String> missing =
        SnowflakeState.databaseOf(normalized).filter(name -> !setup.databases().test(name));
    if (missing.isPresent()) {
      return Optional.of(
          WireAnswer.error(
              "002043",
              "SQL compilation error:\n"
                  + "Object does not exist, or operation cannot be performed."));
    }
    return SnowflakeState.isOfSession(normalized)
        ? Optional.of(WireAnswer.done())
        : Optional.empty();
  }

  private WireAnswer scanned(String id) {
    SnowflakeQuery query = byId.get(id);
    SnowflakeEnd end = query == null ? null : query.end().getNow(null);
    return end instanceof SnowflakeEnd.Rows rows ? rows.rows() : unknown(id);
  }

  private SnowflakeReply described(SnowflakeQuery query) {
    WireRequest request = query.request();
    List<WireColumn> columns =
        script
            .columns(request.database(), request.statement())
            .orElseGet(() -> List.of(WireColumn.parse("status text")));
    String unquoted = QUOTED.matcher(request.normalized()).replaceAll("");
    int binds = (int) unquoted.chars().filter(c -> c == '?').count();
    return SnowflakeReply.success(
        out -> {
          SnowflakeReply.parameters(out, Map.of());
          SnowflakeReply.columns(out, columns, SnowflakeType.of(columns));
          out.writeArrayFieldStart("rowset");
          out.writeEndArray();
          out.writeNumberField("total", 0);
          out.writeNumberField("returned", 0);
          SnowflakeReply.about(out, query, query.kind(), query.session().state().place(), binds);
        });
  }
}
