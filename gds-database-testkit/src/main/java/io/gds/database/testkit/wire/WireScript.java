package io.gds.database.testkit.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a peer answers, and what it was asked. The rule that was added last is asked first, so that
 * a test overrules what stands already; one that has no answer left is passed over. Statements are
 * compared as {@link WireRequest#normalized}, letters in upper and lower case told apart.
 *
 * <pre>{@code
 * script.on("SELECT name, size FROM t WHERE id = $1").with(7L)
 *     .answer(WireAnswer.rows("name text", "size int8").row("shop", 12L));
 * script.beginningWith("DROP DATABASE").once(WireAnswer.error("55006", "is being accessed"));
 * script.matching("CREATE DATABASE .*").by(request -> model.create(request.statement()));
 * }</pre>
 *
 * <p>Thread-safe; functions behind rules are called one at a time.
 */
public final class WireScript {
  private final String unscriptedCode;
  private final WireText.Language language;
  private final Deque<WireRule> rules = new ArrayDeque<>();
  private final List<WireRequest> everything = new ArrayList<>();
  private final List<WireRequest> requests = new ArrayList<>();
  private final List<WireLogin> logins = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * An empty script.
   *
   * @param unscriptedCode the server's code of the error that answers what is not scripted
   */
  WireScript(String unscriptedCode) {
    this(unscriptedCode, WireText.Language.POSTGRES);
  }

  /** An empty script of statements in a language. */
  WireScript(String unscriptedCode, WireText.Language language) {
    this.unscriptedCode = unscriptedCode;
    this.language = language;
  }

  /** Begins a rule for this statement. */
  public WireRule on(String statement) {
    return new WireRule(this, statement, language.normalized(statement)::equals);
  }

  /** Begins a rule for statements that begin so. */
  public WireRule beginningWith(String beginning) {
    String normalized = language.normalized(beginning);
    return new WireRule(this, beginning + " …", text -> text.startsWith(normalized));
  }

  /** Begins a rule for statements that this regular expression matches as a whole. */
  public WireRule matching(String regex) {
    Predicate<String> whole = Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
    return new WireRule(this, "/" + regex + "/", whole);
  }

  /** Begins a rule for everything, what the peer else answers by itself included. */
  public WireRule onAnything() {
    return new WireRule(this, "anything", text -> true);
  }

  /** What was asked, in order; without what the peer answered by itself. */
  public synchronized List<WireRequest> requests() {
    return List.copyOf(requests);
  }

  /** The texts of {@link #requests}, letter by letter. */
  public synchronized List<String> statements() {
    return requests.stream().map(WireRequest::statement).toList();
  }

  /** All that was asked, in order, whoever answered it. */
  public synchronized List<WireRequest> everything() {
    return List.copyOf(everything);
  }

  /** Who logged in, or tried to. */
  public synchronized List<WireLogin> logins() {
    return List.copyOf(logins);
  }

  /** Forgets what was asked, and who logged in; not what was not scripted. */
  public synchronized WireScript forget() {
    everything.clear();
    requests.clear();
    logins.clear();
    return this;
  }

  /** Forgets all rules, whatever was asked, and all faults. */
  public synchronized void reset() {
    rules.clear();
    faults.clear();
    forget();
  }

  /**
   * Looks whether all that was asked was scripted.
   *
   * @throws AssertionError naming what was not, and what else went wrong with the script
   */
  public synchronized void verify() {
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), faults));
    }
  }

  /**
   * Looks whether all answers were given that were to be given a number of times.
   *
   * @throws AssertionError naming the rules that have some left
   */
  public synchronized void verifyUsed() {
    List<String> unused = rules.stream().filter(WireRule::isUnused).map(Object::toString).toList();
    if (!unused.isEmpty()) {
      throw new AssertionError("never asked: " + unused);
    }
  }

  synchronized WireScript add(WireRule rule) {
    rules.addFirst(rule);
    return this;
  }

  synchronized void login(WireLogin login) {
    logins.add(login);
  }

  /** Something is wrong with the script, or not known to it. */
  synchronized WireAnswer.Failure fault(String fault) {
    faults.add(fault);
    return WireAnswer.error(unscriptedCode, fault);
  }

  /** Keeps what is not the script's to answer. */
  synchronized void note(WireRequest request) {
    everything.add(request);
  }

  /**
   * The answer, step by step: neither several, nor passed, nor lost are among them.
   *
   * @param own what the peer answers by itself
   */
  synchronized List<WireAnswer> answer(WireRequest request, Optional<WireAnswer> own) {
    everything.add(request);
    String normalized = request.normalized();
    List<WireRule> fitting = rules.stream().filter(rule -> rule.fits(request, normalized)).toList();
    if (!fitting.isEmpty() || own.isEmpty()) {
      requests.add(request);
    }
    List<WireAnswer> steps = new ArrayList<>();
    ask(request, fitting.iterator(), own.orElse(null), steps);
    return steps;
  }

  private void ask(
      WireRequest request,
      Iterator<WireRule> below,
      @Nullable WireAnswer own,
      List<WireAnswer> steps) {
    if (below.hasNext()) {
      WireRule rule = below.next();
      WireAnswer answer;
      try {
        answer = rule.take(request);
      } catch (RuntimeException | AssertionError e) {
        answer = fault("the script failed at: " + request + ": " + e);
      }
      resolve(answer, request, below, own, steps);
    } else if (own == null) {
      steps.add(fault("the script has no answer to: " + request));
    } else {
      resolve(own, request, below, null, steps);
    }
  }

  private void resolve(
      WireAnswer answer,
      WireRequest request,
      Iterator<WireRule> below,
      @Nullable WireAnswer own,
      List<WireAnswer> steps) {
    if (answer instanceof WireAnswer.Several several) {
      several.answers().forEach(each -> resolve(each, request, below, own, steps));
    } else if (answer instanceof WireAnswer.Passed) {
      ask(request, below, own, steps);
    } else if (answer instanceof WireAnswer.Lost) {
      if (below.hasNext()) {
        ask(request, below, own, new ArrayList<>());
      }
      steps.add(WireAnswer.drop());
    } else {
      steps.add(answer);
    }
  }

  /**
   * The columns of the answer to a statement, whatever will be bound to it: none if it has no rows,
   * empty if nobody knows.
   */
  synchronized Optional<List<WireColumn>> columns(String database, String statement) {
    String normalized = language.normalized(statement);
    return rules.stream()
        .filter(rule -> rule.fits(database, normalized))
        .map(WireRule::columns)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
