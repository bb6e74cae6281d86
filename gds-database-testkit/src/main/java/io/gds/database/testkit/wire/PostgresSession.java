package io.gds.database.testkit.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client that has logged in: reads what it says and runs its statements. Used by one thread; only
 * {@link #cancel}, {@link #abandon} and {@link #end} come from others.
 */
final class PostgresSession {
  private final WireLogin login;
  private final WireScript script;
  private final DataInputStream in;
  private final OutputStream socket;
  private final PostgresOutput out;
  private final PostgresTransaction transaction = new PostgresTransaction();
  private final PostgresOwnAnswers own;
  private final PostgresExtended extended;
  private volatile @Nullable CompletableFuture<Void> cancelled;
  private volatile boolean abandoned;

  PostgresSession(WireLogin login, PostgresSetup setup, WireScript script, PostgresStartup from) {
    this.login = login;
    this.script = script;
    in = from.in();
    socket = from.out();
    out = new PostgresOutput(socket);
    own = new PostgresOwnAnswers(setup, login, transaction);
    extended = new PostgresExtended(this, out, script);
  }

  /** Tells the running statement to end; without one nothing happens. */
  void cancel() {
    CompletableFuture<Void> running = cancelled;
    if (running != null) {
      running.complete(null);
    }
  }

  /** Waits for nothing any more: the connection is being closed. */
  void abandon() {
    abandoned = true;
    cancel();
  }

  /** Says this to the client, as a server does that shuts down. */
  void end(WireAnswer.Failure farewell) {
    try {
      PostgresOutput last = new PostgresOutput(socket);
      last.error(farewell);
      last.flush();
    } catch (IOException e) {
      // It has gone already.
    }
    abandon();
  }

  /** Serves until the client says good-bye. */
  void serve() throws IOException {
    out.ready(transaction.status());
    List<PostgresMessage> batch = new ArrayList<>();
    while (true) {
      PostgresMessage message = PostgresMessage.read(in, false);
      switch (message.type()) {
        case 'Q' -> simple(message.text());
        case 'P', 'B', 'D', 'E', 'C' -> batch.add(message);
        case 'H' -> {
          extended.process(batch);
          batch.clear();
          out.flush();
        }
        case 'S' -> {
          extended.process(batch);
          batch.clear();
          extended.sync(transaction.status());
          out.ready(transaction.status());
        }
        case 'X' -> {
          return;
        }
        case 'd', 'c', 'f' -> {
          // Of a COPY that was refused.
        }
        default -> {
          out.error(script.fault("the peer knows no message '" + message.type() + "' of a client"));
          out.ready(transaction.status());
        }
      }
    }
  }

  private void simple(String sql) throws IOException {
    extended.forgetUnnamed();
    List<String> statements = WireText.statements(sql);
    for (String statement : statements.isEmpty() ? List.of(sql) : statements) {
      WireRequest request = request(statement, List.of(), Map.of("protocol", "simple"));
      if (!run(new PostgresPortal(request, PostgresFormats.TEXT, null), 0)) {
        break;
      }
    }
    extended.sync(transaction.status());
    out.ready(transaction.status());
  }

  WireRequest request(String sql, List<@Nullable Object> binds, Map<String, String> attributes) {
    return new WireRequest(login.session(), login.user(), login.database(), sql, binds, attributes);
  }

  /** The answer to a portal's statement, asked for now if it was not before. */
  List<WireAnswer> answer(PostgresPortal portal) {
    return portal.steps(this::ask);
  }

  /** The columns of the answer to a statement, whatever will be bound; empty if nobody knows. */
  Optional<List<WireColumn>> columns(String sql) {
    return script
        .columns(login.database(), sql)
        .or(
            () ->
                own.to(WireText.normalized(sql))
                    .map(answer -> PostgresExtended.columnsOf(List.of(answer))));
  }

  private List<WireAnswer> ask(PostgresPortal portal) {
    String normalized = portal.normalized();
    boolean simple = portal.statement() == null;
    if (normalized.isEmpty() && (simple || transaction.refusal(normalized).isEmpty())) {
      script.note(portal.request());
      return List.of();
    }
    Optional<WireAnswer.Failure> refusal = transaction.refusal(normalized);
    if (refusal.isPresent()) {
      script.note(portal.request());
      return List.of(refusal.get());
    }
    if (normalized.matches("(?is)COPY .*(STDIN|STDOUT).*")) {
      script.note(portal.request());
      return List.of(script.fault("the peer does not speak COPY: " + portal.request()));
    }
    return script.answer(portal.request(), own.to(normalized));
  }

  /**
   * Gives the answer, or the rest of it.
   *
   * @param limit how many rows at most; 0 for all
   * @return false if it ended with an error
   */
  boolean run(PostgresPortal portal, int limit) throws IOException {
    CompletableFuture<Void> cancel = new CompletableFuture<>();
    cancelled = cancel;
    if (abandoned) {
      cancel.complete(null);
    }
    try {
      answer(portal);
      return new PostgresRun(portal, out, waits -> await(waits, cancel)).to(limit)
          ? done(portal)
          : true;
    } catch (PostgresRun.Failed e) {
      return failed(portal, e.failure());
    } catch (IllegalArgumentException | DateTimeException e) {
      return failed(
          portal,
          script.fault("the script's answer to " + portal.request() + ": " + e.getMessage()));
    } finally {
      cancelled = null;
    }
  }

  private boolean done(PostgresPortal portal) throws IOException {
    transaction.done(portal.normalized());
    own.done(portal.normalized());
    extended.done(portal.normalized());
    Optional<String> name = PostgresOwnAnswers.applicationName(portal.normalized());
    if (name.isPresent()) {
      out.parameter("application_name", name.get());
    }
    return true;
  }

  private boolean failed(PostgresPortal portal, WireAnswer.Failure failure) throws IOException {
    transaction.failed(portal.normalized());
    out.error(failure);
    if (failure.fatal()) {
      out.flush();
      throw new PostgresClosed(failure.message());
    }
    return false;
  }

  /** Waits as a step of an answer wants it. */
  private void await(WireAnswer step, CompletableFuture<Void> cancel)
      throws IOException, PostgresRun.Failed {
    CompletableFuture<Void> over =
        step instanceof WireAnswer.Held held ? held.gate().arrive() : new CompletableFuture<>();
    Duration most = step instanceof WireAnswer.Pause pause ? pause.time() : Duration.ofDays(1);
    out.flush();
    try {
      CompletableFuture.anyOf(over, cancel)
          .get(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresClosed("interrupted");
    }
    if (abandoned) {
      throw new PostgresClosed("closed while a statement ran");
    }
    if (!over.isDone()) {
      throw new PostgresRun.Failed(
          WireAnswer.error("57014", "canceling statement due to user request"));
    }
  }
}
