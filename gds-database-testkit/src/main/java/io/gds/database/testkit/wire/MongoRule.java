package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.BsonDocument;

/**
 * What is answered to which commands. Begun by {@link MongoScript}; nothing counts until it is
 * ended by {@link #answer}, {@link #once}, {@link #inTurn}, {@link #times} or {@link #by}, after
 * which it cannot be changed.
 */
public final class MongoRule {
  private final MongoScript script;
  private String what;
  private Predicate<MongoRequest> fits;
  private boolean ended;

  MongoRule(MongoScript script, String what, Predicate<MongoRequest> fits) {
    this.script = script;
    this.what = what;
    this.fits = fits;
  }

  /** Only at this peer, of several that share a script. Default: at any. */
  public MongoRule at(MongoPeer peer) {
    String address = peer.address();
    return and(" at " + address, request -> request.peer().equals(address));
  }

  /** Only for this collection. Default: for any, and where there is none. */
  public MongoRule of(String collection) {
    Objects.requireNonNull(collection, "collection");
    return and(" of " + collection, request -> request.collection().equals(collection));
  }

  /** Only if the command has these fields with these values, whatever it has besides. */
  public MongoRule with(BsonDocument fields) {
    BsonDocument wanted = fields.clone();
    return and(
        " with " + MongoSecrets.text(wanted),
        request -> request.document().entrySet().containsAll(wanted.entrySet()));
  }

  /** As {@link #with(BsonDocument)}, in extended JSON. */
  public MongoRule with(String json) {
    return with(BsonDocument.parse(json));
  }

  /** Only if this is true of the command. */
  public MongoRule where(Predicate<BsonDocument> condition) {
    Objects.requireNonNull(condition, "condition");
    return and(" where …", request -> condition.test(request.document()));
  }

  private MongoRule and(String more, Predicate<MongoRequest> condition) {
    changeable();
    what += more;
    fits = fits.and(condition);
    return this;
  }

  /** Answers so, as often as it is asked. */
  public MongoScript answer(WireAnswer answer) {
    Objects.requireNonNull(answer, "answer");
    return end(WireTurns.always(request -> answer));
  }

  /** Answers with this document, as often as it is asked. */
  public MongoScript answer(BsonDocument document) {
    return answer(MongoReply.of(document));
  }

  /** Answers with this document in extended JSON, as often as it is asked. */
  public MongoScript answer(String json) {
    return answer(MongoReply.parse(json));
  }

  /** Answers so the next time; then the rules below it are asked. */
  public MongoScript once(WireAnswer answer) {
    return times(1, answer);
  }

  /** Answers so as many times; then the rules below it are asked. */
  public MongoScript times(int times, WireAnswer answer) {
    return end(WireTurns.times(times, Objects.requireNonNull(answer, "answer")));
  }

  /** Gives one answer each time, in this order; then the rules below it are asked. */
  public MongoScript inTurn(WireAnswer... answers) {
    return end(WireTurns.inTurn(List.of(answers)));
  }

  /**
   * Answers what the function makes of the request, as often as it is asked. It is called by one
   * thread at a time, and must not wait for another command; what it throws fails the test.
   */
  public MongoScript by(Function<MongoRequest, WireAnswer> model) {
    return end(WireTurns.always(Objects.requireNonNull(model, "model")));
  }

  private MongoScript end(WireTurns<MongoRequest> turns) {
    changeable();
    ended = true;
    return script.add(this, turns);
  }

  private void changeable() {
    if (ended) {
      throw new IllegalStateException("the rule is in its script already: " + this);
    }
  }

  boolean fits(MongoRequest request) {
    return fits.test(request);
  }

  /** What it is for. */
  @Override
  public String toString() {
    return what;
  }
}
