package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server's lock against writes, taken once and given back whatever happens: also after the
 * engine was closed, and when this JVM ends. By a client of its own, whose connection stays, since
 * a server that is locked may let nobody log in anew.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/fsync/">fsync</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/fsyncUnlock/">fsyncUnlock</a>
 */
final class MongoFsyncLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MongoFsyncLock.class);

  private static final Duration CALL = Duration.ofSeconds(5);

  /** How often it is looked for a lock whose answer was lost, which may come late. */
  private static final int LOOKS = 10;

  private static final String NOT_LOCKED = "not locked";

  private enum State {
    NONE,
    /** It may be there: its answer has not come. */
    SENT,
    HELD,
    RELEASED
  }

  private final MongoContext context;
  private final MongoClient client;
  private final String node;
  private final Duration patience;
  private final AtomicReference<State> state = new AtomicReference<>(State.NONE);
  private final Thread atExit = new Thread(this::releaseAtExit, "gds-mongodb-unlock");

  /**
   * A lock that is not taken yet.
   *
   * @param client to that server only; closed with this
   * @param node the server as it is called
   * @param patience for how long it is tried to give the lock back
   */
  MongoFsyncLock(MongoContext context, MongoClient client, String node, Duration patience) {
    this.context = context;
    this.client = client;
    this.node = node;
    this.patience = patience;
  }

  /** The command that locks. */
  static BsonDocument lockCommand() {
    return MongoCommands.command("fsync").append("lock", BsonBoolean.TRUE);
  }

  /** The command that takes one lock off. */
  static BsonDocument unlockCommand() {
    return MongoCommands.command("fsyncUnlock");
  }

  /** The command that tells whether it is locked, which needs no right. */
  private static BsonDocument lookCommand() {
    return MongoCommands.command("currentOp").append("$ownOps", BsonBoolean.TRUE);
  }

  /** Whether a server says that it is locked against writes, by whomever. */
  static boolean isLocked(MongoCommands commands) {
    return saysLocked(commands.admin(lookCommand()));
  }

  private static boolean saysLocked(BsonDocument answer) {
    return MongoValues.truth(answer, "fsyncLock").orElse(false);
  }

  /**
   * Locks. Whatever it throws, {@link #release} is called after it.
   *
   * @param within how long the server may take for it
   */
  void take(Duration within, StepContext step) {
    step.throwIfCancelled();
    Runtime.getRuntime().addShutdownHook(atExit);
    state.set(State.SENT);
    BsonDocument answer;
    try {
      answer =
          MongoCommands.of(context.runner(), () -> client, within)
              .during(step)
              .within(within)
              .admin(lockCommand());
    } catch (DatabaseException e) {
      if (isRefusal(e)) {
        state.set(State.NONE);
      }
      throw e;
    }
    state.set(State.HELD);
    long locks = MongoValues.number(answer, "lockCount").orElse(1);
    if (locks > 1) {
      throw wrong(
          "somebody else has locked " + node + " as well: it has " + locks + " locks",
          "Wait until the other backup has ended, and begin again.");
    }
  }

  /** What the server itself said no to; all else may have come to pass. */
  private static boolean isRefusal(DatabaseException e) {
    return e.nativeCode().isPresent()
        && e.code() != ErrorCode.CONNECTION_LOST
        && e.code() != ErrorCode.CONNECTION_FAILED
        && e.code() != ErrorCode.TIMEOUT
        && e.code() != ErrorCode.CANCELLED;
  }

  /** It was there all the time, as far as can be seen: nobody else has taken it off. */
  void requireHeld() {
    if (state.get() != State.HELD || !saysLocked(send(lookCommand()))) {
      throw wrong(
          "somebody else has unlocked " + node + " while the command ran, or it was started again",
          "Do not use what the command made; begin again.");
    }
  }

  private DatabaseException wrong(String what, String remedy) {
    return ErrorDetails.of(ErrorCode.WRONG_STATE, what)
        .platform(DatabaseType.MONGODB.id())
        .target(node)
        .remedy(remedy)
        .toException();
  }

  /** Whether this may still hold the server locked. */
  boolean mayBeHeld() {
    return state.get() == State.SENT || state.get() == State.HELD;
  }

  /**
   * Gives the lock back if it is or may be there, and comes back only when the server has said that
   * it is so. No cancellation and no interrupt ends it.
   *
   * @throws DatabaseException if that could not be brought about, or not be learned
   */
  void release() {
    boolean interrupted = Thread.interrupted();
    try {
      if (mayBeHeld()) {
        releaseHeld();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void releaseHeld() {
    long began = System.nanoTime();
    boolean sure = state.get() == State.HELD;
    int looks = sure ? 1 : LOOKS;
    while (true) {
      DatabaseException last;
      try {
        if (sure || saysLocked(send(lookCommand()))) {
          sure = false;
          send(unlockCommand());
          state.set(State.RELEASED);
          return;
        }
        if (--looks <= 0) {
          state.set(State.RELEASED);
          return;
        }
        last = null;
      } catch (DatabaseException e) {
        if (String.valueOf(e.getMessage()).contains(NOT_LOCKED)) {
          state.set(State.RELEASED);
          return;
        }
        last = e;
      }
      boolean hopeless = last != null && last.code() == ErrorCode.PERMISSION_DENIED;
      if (last != null
          && (hopeless || System.nanoTime() - began >= TimeUnit.NANOSECONDS.convert(patience))) {
        throw stillLocked(last, hopeless);
      }
      MongoWait.pause();
    }
  }

  private DatabaseException stillLocked(DatabaseException why, boolean known) {
    String what =
        node
            + (known ? " IS STILL LOCKED" : " MAY STILL BE LOCKED")
            + " against writes: fsyncUnlock was not answered well";
    LOG.error("{}; unlock it by db.fsyncUnlock(): {}", what, why.toString());
    return ErrorDetails.of(
            known ? ErrorCode.PERMISSION_DENIED : ErrorCode.CONNECTION_LOST,
            what + ": " + why.getMessage())
        .platform(DatabaseType.MONGODB.id())
        .target(node)
        .cause(why)
        .remedy(remedy(node))
        .toException();
  }

  /** What is to be done about a lock that may be left. */
  static String remedy(String node) {
    return "Connect to "
        + node
        + " itself and look: if db.currentOp().fsyncLock is true, send db.fsyncUnlock(). All writes"
        + " wait until then.";
  }

  /** Straight by the driver: the engine may be closed by now, and its steps cancelled. */
  private BsonDocument send(BsonDocument command) {
    try {
      return client
          .getDatabase("admin")
          .withTimeout(CALL.toMillis(), TimeUnit.MILLISECONDS)
          .runCommand(command, BsonDocument.class);
    } catch (RuntimeException e) {
      throw MongoErrors.details(e, command.getFirstKey(), client::getClusterDescription)
          .engine(context.runner().engine())
          .toException();
    }
  }

  /** What happens when this JVM ends. */
  void releaseAtExit() {
    State was = state.getAndUpdate(now -> now == State.HELD ? State.RELEASED : now);
    try {
      if (was == State.HELD || (was == State.SENT && saysLocked(send(lookCommand())))) {
        send(unlockCommand());
      }
    } catch (RuntimeException e) {
      LOG.error("{} may still be locked against writes: {}", node, e.toString());
    }
  }

  /** Gives up the connection. */
  @Override
  public void close() {
    withdraw(atExit);
    client.close();
  }

  private static void withdraw(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM ends already, and the hook runs.
      LOG.debug("the hook runs: {}", e.toString());
    }
  }
}
