package io.gds.database.mongodb;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * An operation, an idle session with a transaction or an idle connection, as {@code $currentOp}
 * tells it. Pure.
 *
 * @param document as it was told
 * @param now the instant of the server's clock at which it was told, where that is told
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/currentOp/">
 *     $currentOp</a>
 */
record MongoOperation(BsonDocument document, Optional<Instant> now) {
  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS][XXX][XX]");

  private static final String IDLE_SESSION = "idleSession";

  static MongoOperation of(BsonDocument document) {
    return new MongoOperation(document, instant(document, "currentOpTime"));
  }

  /** The server writes these as a date, or as a text with one of two forms of an offset. */
  private static Optional<Instant> instant(BsonDocument in, String... path) {
    return MongoValues.instant(in, path)
        .or(() -> MongoValues.text(in, path).flatMap(MongoOperation::parsed));
  }

  private static Optional<Instant> parsed(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text, WITH_OFFSET).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Optional<String> text(String... path) {
    return MongoValues.text(document, path);
  }

  private boolean is(String... path) {
    return MongoValues.truth(document, path).orElse(false);
  }

  /** What {@code killOp} takes: a number, or from a router a text with the shard's name. */
  Optional<BsonValue> number() {
    return MongoValues.value(document, "opid")
        .filter(value -> value.isNumber() || value.isString());
  }

  /** What {@code killSessions} takes: whose session it is, without what is inside of it. */
  Optional<BsonDocument> session() {
    return MongoValues.document(document, "lsid")
        .filter(lsid -> lsid.containsKey("id"))
        .map(
            lsid -> {
              BsonDocument whole = new BsonDocument("id", lsid.get("id"));
              MongoValues.value(lsid, "uid").ifPresent(uid -> whole.append("uid", uid));
              return whole;
            });
  }

  /** What it is called here: the server's number, or what stands for what has none. */
  String name() {
    String shard = text("shard").map(name -> name + ":").orElse("");
    return number()
        .map(value -> value.isString() ? value.asString().getValue() : whole(value))
        .or(
            () ->
                isIdleSession()
                    ? session().map(lsid -> shard + "session " + lsid.toJson())
                    : Optional.empty())
        .or(
            () ->
                MongoValues.value(document, "connectionId")
                    .filter(BsonValue::isNumber)
                    .map(id -> shard + "connection " + whole(id)))
        .orElseGet(() -> shard + text("desc").orElse("nameless"));
  }

  private static String whole(BsonValue number) {
    return Long.toString(number.asNumber().longValue());
  }

  private boolean isIdleSession() {
    return text("type").filter(IDLE_SESSION::equals).isPresent();
  }

  /** When it began, as far as can be told from how long it runs; the epoch if it cannot. */
  Instant startedAt() {
    OptionalLong micros = MongoValues.number(document, "microsecs_running");
    if (now.isPresent() && micros.isPresent()) {
      return now.get().minusNanos(micros.getAsLong() * 1000);
    }
    return isIdleSession() ? transactionStartedAt().orElse(Instant.EPOCH) : Instant.EPOCH;
  }

  private Optional<Instant> transactionStartedAt() {
    return instant(document, "transaction", "startWallClockTime");
  }

  boolean waitsForLock() {
    return is("active") && is("waitingForLock");
  }

  ProcessState state() {
    if (is("killPending")) {
      return ProcessState.ENDING;
    }
    Optional<Boolean> active = MongoValues.truth(document, "active");
    if (isIdleSession()) {
      return ProcessState.IDLE_IN_TRANSACTION;
    }
    if (active.isEmpty()) {
      return ProcessState.UNKNOWN;
    }
    if (!active.get()) {
      return transactionStartedAt().isPresent()
          ? ProcessState.IDLE_IN_TRANSACTION
          : ProcessState.IDLE;
    }
    return waitKind().isPresent() ? ProcessState.WAITING : ProcessState.ACTIVE;
  }

  private Optional<String> waitKind() {
    if (!is("active")) {
      return Optional.empty();
    }
    if (is("waitingForLock")) {
      return Optional.of("Lock");
    }
    if (is("waitingForFlowControl")) {
      return Optional.of("FlowControl");
    }
    return text("waitingForLatch", "captureName").map(name -> "Latch:" + name);
  }

  /** Who it runs for: the user, or the one whom a router logged in as. */
  Optional<MongoPrincipal> user() {
    List<BsonDocument> users = MongoValues.documents(document, "effectiveUsers");
    return users.stream().findFirst().map(user -> MongoPrincipal.read(user, "user"));
  }

  /** What no client has sent, or another member of the set. */
  boolean isSystem() {
    boolean member =
        text("clientMetadata", "driver", "name").filter(MongoOperation::isOfServer).isPresent()
            && MongoValues.document(document, "clientMetadata", "mongos").isEmpty();
    return client().isEmpty()
        || member
        || user().filter(user -> user.name().equals("__system")).isPresent();
  }

  /** As the servers call themselves when they connect to one another. */
  private static boolean isOfServer(String driver) {
    return driver.equals("MongoDB Internal Client") || driver.startsWith("NetworkInterfaceTL");
  }

  private Optional<String> client() {
    return text("clientMetadata", "mongos", "client")
        .or(() -> text("client"))
        .or(() -> text("client_s"));
  }

  /** Whether it came by a connection, or with a comment, that bears this mark. */
  boolean bears(String mark) {
    return text("clientMetadata", "platform").filter(it -> it.contains(mark)).isPresent()
        || text("command", "comment").filter(mark::equals).isPresent();
  }

  private Optional<String> database() {
    return text("ns")
        .filter(ns -> !ns.isEmpty())
        .map(ns -> ns.indexOf('.') < 0 ? ns : ns.substring(0, ns.indexOf('.')))
        .or(() -> text("command", "$db"));
  }

  /**
   * As the API tells it.
   *
   * @param id by which it is called
   * @param own whether it is this engine's
   * @param blockedBy whom it is known to wait for
   * @param statementLength where its command is cut; 0 leaves it out
   * @param more to be told with it
   */
  ServerProcess process(
      ProcessId id,
      boolean own,
      List<String> blockedBy,
      int statementLength,
      Map<String, String> more) {
    ServerProcess.Builder process =
        ServerProcess.builder(id, state())
            .system(isSystem())
            .own(own)
            .blockedBy(blockedBy)
            .attributes(attributes(statementLength, more));
    user().ifPresent(user -> process.user(user.name()));
    database().ifPresent(process::database);
    client().ifPresent(address -> process.clientHost(host(address)));
    text("appName").filter(name -> !name.isEmpty()).ifPresent(process::application);
    MongoCommandText.name(document).ifPresent(process::command);
    MongoCommandText.of(document, "command", statementLength).ifPresent(process::statement);
    if (MongoValues.number(document, "microsecs_running").isPresent() && now.isPresent()) {
      process.statementStartedAt(id.startedAt());
    }
    transactionStartedAt().ifPresent(process::transactionStartedAt);
    waitKind().ifPresent(process::waitKind);
    OptionalLong done = MongoValues.number(document, "progress", "done");
    OptionalLong total = MongoValues.number(document, "progress", "total");
    if (done.isPresent() && total.isPresent() && total.getAsLong() > 0) {
      process.progress(Math.max(0, Math.min(1, (double) done.getAsLong() / total.getAsLong())));
    }
    return process.build();
  }

  private static String host(String address) {
    int colon = address.lastIndexOf(':');
    return colon > 0 ? address.substring(0, colon) : address;
  }

  private Map<String, String> attributes(int statementLength, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String member :
        List.of("type", "op", "ns", "host", "shard", "desc", "planSummary", "msg", "client")) {
      text(member).filter(it -> !it.isEmpty()).ifPresent(value -> all.put(member, value));
    }
    for (String member : List.of("connectionId", "numYields", "writeConflicts")) {
      MongoValues.number(document, member)
          .ifPresent(value -> all.put(member, Long.toString(value)));
    }
    user().ifPresent(user -> all.put("userDatabase", user.database()));
    text("clientMetadata", "driver", "name").ifPresent(name -> all.put("driver", name));
    session().ifPresent(lsid -> all.put("session", lsid.toJson()));
    MongoValues.number(document, "transaction", "parameters", "txnNumber")
        .ifPresent(number -> all.put("transaction", Long.toString(number)));
    MongoValues.document(document, "cursor")
        .flatMap(cursor -> MongoCommandText.of(cursor, "originatingCommand", statementLength))
        .ifPresent(text -> all.put("originatingCommand", text));
    all.putAll(more);
    return all;
  }
}
