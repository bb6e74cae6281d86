package io.gds.database.testkit.wire;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client that has logged in: takes what it says and runs its statements. Used by one thread; only
 * {@link #cancel}, {@link #abandon} and {@link #end} come from others.
 */
final class TdsSession implements TdsRun.Waiting {
  private final WireLogin login;
  private final WireScript script;
  private final TdsStartup startup;
  private final TdsOutput out;
  private final TdsState state;
  private final TdsProcedures procedures = new TdsProcedures();
  private volatile CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private volatile boolean abandoned;
  private volatile WireAnswer.@Nullable Failure farewell;
  private volatile @Nullable TdsInbox inbox;
  private boolean reset;

  TdsSession(
      WireLogin login, TdsSetup setup, WireScript script, TdsStartup startup, TdsOutput out) {
    this.login = login;
    this.script = script;
    this.startup = startup;
    this.out = out;
    state = new TdsState(setup, login.database());
  }

  /** Tells the running statement to end; without one nothing happens. */
  void cancel() {
    cancelled.complete(null);
  }

  /** Waits for nothing any more: the connection is being closed. */
  void abandon() {
    abandoned = true;
    cancelled.complete(null);
  }

  /** Ends the running statement with this, and the session, as a server does that shuts down. */
  void end(WireAnswer.Failure error) {
    farewell = error;
    abandon();
    TdsInbox messages = inbox;
    if (messages != null) {
      messages.end();
    }
  }

  /**
   * Serves until the client goes.
   *
   * @param attention what to do besides when it has wished to cancel a statement
   */
  void serve(Runnable attention) throws IOException {
    try (TdsInbox messages = new TdsInbox(startup.in(), this::cancel, this::abandon)) {
      inbox = messages;
      if (abandoned) {
        messages.end();
      }
      try {
        while (true) {
          serve(messages.next(), messages, attention);
        }
      } finally {
        startup.socket().close();
      }
    }
  }

  private void serve(TdsMessage message, TdsInbox messages, Runnable attention) throws IOException {
    if (message.type() == TdsMessage.ATTENTION) {
      attention.run();
      out.done(TdsOutput.DONE, TdsOutput.ATTENTION, 0, 0);
      out.packets().end();
      return;
    }
    if (message.ignored()) {
      out.done(TdsOutput.DONE, TdsOutput.FAILED, 0, 0);
      out.packets().end();
      return;
    }
    reset = message.reset();
    if (reset) {
      state.reset(out);
      procedures.reset();
    }
    cancelled = new CompletableFuture<>();
    if (abandoned || messages.holdsAttention()) {
      cancel();
    }
    carryOut(message);
    out.packets().end();
  }

  private void carryOut(TdsMessage message) throws IOException {
    try {
      if (message.type() == TdsMessage.BATCH) {
        TdsReader in = message.readerAfterHeaders();
        run(TdsWork.batch(in.text(in.remaining() / 2)), false);
      } else if (message.type() == TdsMessage.RPC) {
        calls(TdsCall.read(message));
      } else {
        String kind =
            switch (message.type()) {
              case TdsMessage.BULK -> "bulk load";
              case TdsMessage.TRANSACTION_MANAGER -> "distributed transactions";
              default -> "message 0x%02X".formatted(message.type());
            };
        refuse(script.fault("the peer knows no " + kind), false, false);
      }
    } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException e) {
      refuse(script.fault("a client's message: " + e.getMessage()), false, false);
    }
  }

  private void calls(List<TdsCall> calls) throws IOException {
    for (int i = 0; i < calls.size(); i++) {
      boolean others = i < calls.size() - 1;
      TdsCall call = calls.get(i);
      try {
        if (call.procedure().equals("sp_prepare")) {
          nothing(procedures.prepare(call), others);
          continue;
        }
        Optional<TdsWork> work = procedures.work(call);
        if (work.isEmpty()) {
          nothing(0, others);
        } else if (!run(work.get(), others)) {
          return;
        }
      } catch (TdsProcedures.Refused e) {
        refuse(e.failure(), true, others);
      } catch (IllegalArgumentException e) {
        refuse(script.fault("a client's call: " + e.getMessage()), true, others);
      }
    }
  }

  /** A call that runs nothing. */
  private void nothing(int handle, boolean others) throws IOException {
    new TdsRun(TdsWork.nothing(true, handle), "", out, this, 0).end(others);
  }

  private void refuse(WireAnswer.Failure failure, boolean call, boolean others) throws IOException {
    TdsRun run = new TdsRun(TdsWork.nothing(call, 0), "", out, this, 0);
    run.fail(failure, true);
    run.end(others);
  }

  /** Whether to go on with what else there is in the message. */
  private boolean run(TdsWork work, boolean others) throws IOException {
    String normalized = WireText.Language.TSQL.normalized(work.sql());
    state.before(normalized, out);
    WireRequest request = request(work);
    List<WireAnswer> steps = script.answer(request, own(normalized));
    TdsRun run = new TdsRun(work, normalized, out, this, state.rowCount());
    try {
      try {
        effects(normalized, steps);
        run.give(steps);
        run.end(others);
      } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
        run.fail(script.fault("the script's answer to " + request + ": " + e.getMessage()), true);
        run.end(others);
      }
      return true;
    } catch (TdsRun.Cancelled e) {
      run.cancel();
      return false;
    }
  }

  private Optional<WireAnswer> own(String normalized) {
    return normalized.isEmpty() ? Optional.of(WireAnswer.done()) : state.own(normalized);
  }

  /** What a statement does to its session, unless it fails. */
  private void effects(String normalized, List<WireAnswer> steps) throws IOException {
    boolean succeeds =
        steps.stream()
            .noneMatch(s -> s instanceof WireAnswer.Failure || s instanceof WireAnswer.Dropped);
    if (succeeds) {
      state.done(normalized, out);
    }
    boolean victim =
        steps.stream().anyMatch(s -> s instanceof WireAnswer.Failure f && f.code().equals("1205"));
    if (victim) {
      state.transaction().rollBack(out);
    }
  }

  private WireRequest request(TdsWork work) {
    Map<String, String> attributes = new LinkedHashMap<>(work.attributes());
    attributes.put("language", "tsql");
    attributes.put("transaction", state.transaction().isOpen() ? "open" : "none");
    attributes.put("reset", String.valueOf(reset));
    attributes.put("process", String.valueOf(startup.process()));
    attributes.put("application", login.parameters().getOrDefault("application_name", ""));
    List<@Nullable Object> binds = new ArrayList<>();
    work.binds().forEach(bind -> binds.add(bind.value()));
    return new WireRequest(
        login.session(), login.user(), state.database(), work.sql(), binds, attributes);
  }

  @Override
  public void look() throws IOException, TdsRun.Cancelled {
    if (!cancelled.isDone()) {
      return;
    }
    WireAnswer.Failure last = farewell;
    if (last != null) {
      out.error(last);
      out.done(TdsOutput.DONE, TdsOutput.FAILED, 0, 0);
      out.packets().end();
    }
    if (abandoned) {
      throw new TdsClosed("closed while a statement ran");
    }
    throw new TdsRun.Cancelled();
  }

  @Override
  public void await(WireAnswer step) throws IOException, TdsRun.Cancelled {
    CompletableFuture<Void> over =
        step instanceof WireAnswer.Held held ? held.gate().arrive() : new CompletableFuture<>();
    Duration most = step instanceof WireAnswer.Pause pause ? pause.time() : Duration.ofDays(1);
    try {
      CompletableFuture.anyOf(over, cancelled)
          .get(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TdsClosed("interrupted");
    }
    if (!over.isDone() || abandoned) {
      look();
    }
  }
}
