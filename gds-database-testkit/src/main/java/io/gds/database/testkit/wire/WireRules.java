package io.gds.database.testkit.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a script, what was asked of them, and what was wrong. Not thread-safe: the script
 * is.
 *
 * @param <Q> what is asked; its text is what people are told
 * @param <R> the script's rules; their texts name them
 */
final class WireRules<Q, R> {
  private final String unscriptedCode;
  private final Deque<Entry<Q, R>> rules = new ArrayDeque<>();
  private final List<Q> everything = new ArrayList<>();
  private final List<Q> requests = new ArrayList<>();
  private final List<WireLogin> logins = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private record Entry<Q, R>(R rule, WireTurns<Q> turns) {}

  /**
   * No rules yet.
   *
   * @param unscriptedCode the server's code of the error that answers what is not scripted
   */
  WireRules(String unscriptedCode) {
    this.unscriptedCode = unscriptedCode;
  }

  /** The rule that was added last is asked first. */
  void add(R rule, WireTurns<Q> turns) {
    rules.addFirst(new Entry<>(rule, turns));
  }

  /** Those that have an answer left, the last one first. */
  Stream<R> left() {
    return rules.stream().filter(entry -> entry.turns().areLeft()).map(Entry::rule);
  }

  List<Q> requests() {
    return List.copyOf(requests);
  }

  List<Q> everything() {
    return List.copyOf(everything);
  }

  List<WireLogin> logins() {
    return List.copyOf(logins);
  }

  void login(WireLogin login) {
    logins.add(login);
  }

  /** Keeps what is not the script's to answer. */
  void note(Q request) {
    everything.add(request);
  }

  void forget() {
    everything.clear();
    requests.clear();
    logins.clear();
  }

  void reset() {
    rules.clear();
    faults.clear();
    forget();
  }

  /** Something is wrong with the script, or not known to it. */
  WireAnswer.Failure fault(String fault) {
    faults.add(fault);
    return WireAnswer.error(unscriptedCode, fault);
  }

  /** See {@link WireScript#verify}. */
  void verify() {
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), faults));
    }
  }

  /** See {@link WireScript#verifyUsed}. */
  void verifyUsed() {
    List<String> unused =
        rules.stream()
            .filter(entry -> entry.turns().areUnused())
            .map(entry -> String.valueOf(entry.rule()))
            .toList();
    if (!unused.isEmpty()) {
      throw new AssertionError("never asked: " + unused);
    }
  }

  /**
   * The answer, step by step: neither several, nor passed, nor lost are among them.
   *
   * @param fits which rules are for this request
   * @param own what the peer answers by itself; asked only if the rules leave it to that
   */
  List<WireAnswer> answer(
      Q request, Predicate<R> fits, Optional<? extends Supplier<WireAnswer>> own) {
    return answer(request, fits, own, new ArrayList<>());
  }

  /**
   * The same, for a server that remembers what it could not tell.
   *
   * @param lost gets the answers, step by step, that were worked out and are lost
   */
  List<WireAnswer> answer(
      Q request,
      Predicate<R> fits,
      Optional<? extends Supplier<WireAnswer>> own,
      List<WireAnswer> lost) {
    everything.add(request);
    List<WireTurns<Q>> fitting =
        rules.stream()
            .filter(entry -> entry.turns().areLeft() && fits.test(entry.rule()))
            .map(Entry::turns)
            .toList();
    if (!fitting.isEmpty() || own.isEmpty()) {
      requests.add(request);
    }
    List<WireAnswer> steps = new ArrayList<>();
    new Asking<>(this, request, lost).ask(fitting.iterator(), own.orElse(null), steps);
    return steps;
  }

  /** One request on its way through the rules. */
  private record Asking<Q>(WireRules<Q, ?> rules, Q request, List<WireAnswer> lost) {
    void ask(
        Iterator<WireTurns<Q>> below, @Nullable Supplier<WireAnswer> own, List<WireAnswer> steps) {
      if (below.hasNext()) {
        WireTurns<Q> turns = below.next();
        WireAnswer answer;
        try {
          answer = turns.take(request);
        } catch (RuntimeException | AssertionError e) {
          answer = rules.fault("the script failed at: " + request + ": " + e);
        }
        resolve(answer, below, own, steps);
      } else if (own == null) {
        steps.add(rules.fault("the script has no answer to: " + request));
      } else {
        resolve(own.get(), below, null, steps);
      }
    }

    private void resolve(
        WireAnswer answer,
        Iterator<WireTurns<Q>> below,
        @Nullable Supplier<WireAnswer> own,
        List<WireAnswer> steps) {
      if (answer instanceof WireAnswer.Several several) {
        several.answers().forEach(each -> resolve(each, below, own, steps));
      } else if (answer instanceof WireAnswer.Passed) {
        ask(below, own, steps);
      } else if (answer instanceof WireAnswer.Lost) {
        if (below.hasNext() || own != null) {
          ask(below, own, lost);
        }
        steps.add(WireAnswer.drop());
      } else {
        steps.add(answer);
      }
    }
  }
}
