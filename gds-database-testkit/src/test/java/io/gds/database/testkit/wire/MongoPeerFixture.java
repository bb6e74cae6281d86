package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ServerDescription;
import io.gds.database.testkit.LeakCheck;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of peers, and what tests ask of them. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
abstract class MongoPeerFixture {
  /** Held, for a logger that nobody holds loses its level. */
  private static final Logger DRIVER = Logger.getLogger("org.mongodb.driver");

  static {
    DRIVER.setLevel(Level.OFF);
  }

  static MongoClient client(String url) {
    return client(url, settings -> settings);
  }

  /** A client that looks often how its servers are. */
  static MongoClient client(String url, UnaryOperator<MongoClientSettings.Builder> more) {
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(url))
            .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(20, TimeUnit.SECONDS))
            .applyToSocketSettings(
                socket ->
                    socket.connectTimeout(20, TimeUnit.SECONDS).readTimeout(20, TimeUnit.SECONDS))
            .applyToServerSettings(
                server ->
                    server
                        .heartbeatFrequency(50, TimeUnit.MILLISECONDS)
                        .minHeartbeatFrequency(5, TimeUnit.MILLISECONDS));
    return MongoClients.create(more.apply(settings).build());
  }

  /** Why the driver does not find a server, without waiting until it gives up. */
  static Throwable whyNot(MongoClient client) throws InterruptedException {
    Throwable[] found = new Throwable[1];
    await(
        () -> {
          for (ServerDescription server : client.getClusterDescription().getServerDescriptions()) {
            found[0] = server.getException();
          }
          return found[0] != null;
        });
    return found[0];
  }

  static BsonDocument json(String format, Object... values) {
    return BsonDocument.parse(String.format(Locale.ROOT, format, values));
  }

  /** Runs a command, and gives the answer without what the server says beside it. */
  static BsonDocument run(MongoClient client, String database, String command) {
    BsonDocument answer =
        client.getDatabase(database).runCommand(json(command), BsonDocument.class);
    answer.remove("$clusterTime");
    answer.remove("operationTime");
    return answer;
  }

  static MongoCommandException error(ThrowingCallable work) {
    MongoCommandException[] caught = new MongoCommandException[1];
    assertThat(catchThrowable(work))
        .isInstanceOfSatisfying(MongoCommandException.class, e -> caught[0] = e);
    return caught[0];
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
