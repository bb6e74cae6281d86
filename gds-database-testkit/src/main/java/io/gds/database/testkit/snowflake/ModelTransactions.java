package io.gds.database.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** Open transactions, what they hold and wait for, and who ends what runs. */
final class ModelTransactions {
  private final List<Transaction> open = new ArrayList<>();
  private Predicate<String> queries = id -> false;
  private LongPredicate sessions = number -> false;

  /**
   * A transaction.
   *
   * @param query what it runs now; empty if nothing
   * @param locks what it holds or waits for
   */
  record Transaction(
      long id, String user, long session, Instant began, String query, List<Lock> locks) {
    Transaction {
      locks = List.copyOf(locks);
    }
  }

  /**
   * A lock.
   *
   * @param resource the table's full name
   */
  record Lock(String resource, boolean held, Instant since) {}

  static ModelTransactions of(ModelAccount account) {
    return account.more(ModelTransactions.class, ModelTransactions::new);
  }

  /** Has a peer end what it runs. */
  void follow(Predicate<String> query, LongPredicate session) {
    queries = query;
    sessions = session;
  }

  List<Transaction> all() {
    return List.copyOf(open);
  }

  void add(Transaction transaction) {
    open.add(transaction);
  }

  Optional<Transaction> find(long id) {
    return open.stream().filter(each -> each.id() == id).findFirst();
  }

  /** Ends one; those that waited for it go on. */
  boolean abort(long id) {
    return open.removeIf(each -> each.id() == id);
  }

  /** Ends a statement that runs; whether it did. */
  boolean cancel(ModelAccount account, String id) {
    boolean there = queries.test(id);
    Optional<ModelQueryEntry> own =
        account.queries().find(id).filter(entry -> entry.ended().isEmpty());
    own.ifPresent(
        entry ->
            entry.fail(
                account.moment().at(),
                new ModelError("000604", "57014", "SQL execution canceled")));
    return there || own.isPresent();
  }

  /** Ends a session with all it runs; whether there was one. */
  boolean end(ModelAccount account, long session) {
    boolean there = sessions.test(session);
    there |= open.removeIf(each -> each.session() == session);
    for (ModelQueryEntry entry : account.queries().all()) {
      if (entry.session() == session && entry.ended().isEmpty()) {
        there |= cancel(account, entry.id());
      }
    }
    return there;
  }
}
