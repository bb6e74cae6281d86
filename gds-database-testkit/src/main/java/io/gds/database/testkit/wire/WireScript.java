package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

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
  private final WireText.Language language;
  private final WireRules<WireRequest, WireRule> rules;

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
    this.language = language;
    rules = new WireRules<>(unscriptedCode);
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
    return rules.requests();
  }

  /** The texts of {@link #requests}, letter by letter. */
  public synchronized List<String> statements() {
    return rules.requests().stream().map(WireRequest::statement).toList();
  }

  /** All that was asked, in order, whoever answered it. */
  public synchronized List<WireRequest> everything() {
    return rules.everything();
  }

  /** Who logged in, or tried to. */
  public synchronized List<WireLogin> logins() {
    return rules.logins();
  }

  /** Forgets what was asked, and who logged in; not what was not scripted. */
  public synchronized WireScript forget() {
    rules.forget();
    return this;
  }

  /** Forgets all rules, whatever was asked, and all faults. */
  public synchronized void reset() {
    rules.reset();
  }

  /**
   * Looks whether all that was asked was scripted.
   *
   * @throws AssertionError naming what was not, and what else went wrong with the script
   */
  public synchronized void verify() {
    rules.verify();
  }

  /**
   * Looks whether all answers were given that were to be given a number of times.
   *
   * @throws AssertionError naming the rules that have some left
   */
  public synchronized void verifyUsed() {
    rules.verifyUsed();
  }

  synchronized WireScript add(WireRule rule, WireTurns<WireRequest> turns) {
    rules.add(rule, turns);
    return this;
  }

  synchronized void login(WireLogin login) {
    rules.login(login);
  }

  /** Something is wrong with the script, or not known to it. */
  synchronized WireAnswer.Failure fault(String fault) {
    return rules.fault(fault);
  }

  /** Keeps what is not the script's to answer. */
  synchronized void note(WireRequest request) {
    rules.note(request);
  }

  /**
   * The answer, step by step: neither several, nor passed, nor lost are among them.
   *
   * @param own what the peer answers by itself
   */
  synchronized List<WireAnswer> answer(WireRequest request, Optional<WireAnswer> own) {
    String normalized = request.normalized();
    return rules.answer(
        request, rule -> rule.fits(request, normalized), own.map(answer -> () -> answer));
  }

  /** The same, as {@link WireRules#answer(Object, Predicate, Optional, List)} has it. */
  synchronized List<WireAnswer> answer(
      WireRequest request, Optional<WireAnswer> own, List<WireAnswer> lost) {
    String normalized = request.normalized();
    return rules.answer(
        request, rule -> rule.fits(request, normalized), own.map(answer -> () -> answer), lost);
  }

  /**
   * The columns of the answer to a statement, whatever will be bound to it: none if it has no rows,
   * empty if nobody knows.
   */
  synchronized Optional<List<WireColumn>> columns(String database, String statement) {
    String normalized = language.normalized(statement);
    return rules
        .left()
        .filter(rule -> rule.fits(database, normalized))
        .map(WireRule::columns)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
