package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a {@link MongoPeer} answers, and what it was asked; several peers may share one. The rule
 * that was added last is asked first, so that a test overrules what stands already; one that has no
 * answer left is passed over.
 *
 * <pre>{@code
 * script.on("admin", "serverStatus").answer("{uptimeMillis: 1000}");
 * script.on("shop", "find").of("items").answer(MongoReply.cursor(first, second));
 * script.on("admin", "replSetStepDown").once(MongoReply.error(262, "no electable secondary"));
 * script.on("admin", "currentOp").with("{$all: true}").by(request -> model.answer(request));
 * }</pre>
 *
 * <p>Thread-safe; functions behind rules are called one at a time.
 */
public final class MongoScript {
  private final WireRules<MongoRequest, MongoRule> rules =
      new WireRules<>(String.valueOf(MongoCodes.UNKNOWN));

  /** An empty script. */
  public MongoScript() {}

  /**
   * Begins a rule for this command in this database.
   *
   * @param name {@code hello} means {@code isMaster} too
   */
  public MongoRule on(String database, String name) {
    Objects.requireNonNull(database, "database");
    Predicate<MongoRequest> named = named(name);
    return new MongoRule(
        this,
        name + " in database " + database,
        request -> request.database().equals(database) && named.test(request));
  }

  /**
   * Begins a rule for this command, in whatever database.
   *
   * @param name {@code hello} means {@code isMaster} too
   */
  public MongoRule on(String name) {
    return new MongoRule(this, name, named(name));
  }

  private static Predicate<MongoRequest> named(String name) {
    Objects.requireNonNull(name, "name");
    return name.equals("hello") ? MongoRequest::isHello : request -> request.name().equals(name);
  }

  /** Begins a rule for all of which this is true. */
  public MongoRule matching(Predicate<MongoRequest> condition) {
    return new MongoRule(this, "what matches", Objects.requireNonNull(condition, "condition"));
  }

  /** Begins a rule for everything, what the peer else answers by itself included. */
  public MongoRule onAnything() {
    return new MongoRule(this, "anything", request -> true);
  }

  /** What was asked, in order; without what the peer answered by itself. */
  public synchronized List<MongoRequest> requests() {
    return rules.requests();
  }

  /** Those of {@link #requests} that are of this command. */
  public List<MongoRequest> requests(String name) {
    return requests().stream().filter(request -> request.name().equals(name)).toList();
  }

  /** The commands of {@link #requests}, by their names. */
  public List<String> commands() {
    return requests().stream().map(MongoRequest::name).toList();
  }

  /** All that was asked, in order, whoever answered it. */
  public synchronized List<MongoRequest> everything() {
    return rules.everything();
  }

  /** Who logged in, or tried to. */
  public synchronized List<WireLogin> logins() {
    return rules.logins();
  }

  /** Forgets what was asked, and who logged in; not what was not scripted. */
  public synchronized MongoScript forget() {
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

  synchronized MongoScript add(MongoRule rule, WireTurns<MongoRequest> turns) {
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
  synchronized void note(MongoRequest request) {
    rules.note(request);
  }

  /** Whether there is a rule for it that has an answer left. */
  synchronized boolean knows(MongoRequest request) {
    return rules.left().anyMatch(rule -> rule.fits(request));
  }

  /** The answer, step by step, as of {@link WireRules#answer}. */
  synchronized List<WireAnswer> answer(
      MongoRequest request, Optional<? extends Supplier<WireAnswer>> own) {
    return rules.answer(request, rule -> rule.fits(request), own);
  }
}
