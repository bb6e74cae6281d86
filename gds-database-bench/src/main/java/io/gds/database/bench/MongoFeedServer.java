package io.gds.database.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.mongodb.MongoProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.RawBsonDocument;

/**
 * The server that is measured on, and a client of the driver's on it: the one that {@code
 * GDS_TEST_MONGODB_URL} names, else a {@link MongoFeed} in a process of its own.
 */
final class MongoFeedServer implements AutoCloseable {
  private static final String NAMED = "GDS_TEST_MONGODB_URL";
  private static final int BATCH = 1_000;

  private final Optional<Process> process;
  private final String url;
  private final MongoClient client;
  private final Set<String> made = new TreeSet<>();

  private MongoFeedServer(Optional<Process> process, String url) {
    this.process = process;
    this.url = url;
    client = MongoClients.create(url);
  }

  static MongoFeedServer start() throws IOException {
    String named = System.getenv(NAMED);
    if (named != null) {
      return new MongoFeedServer(Optional.empty(), named);
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=1g",
                "-cp",
                BigFile.absolute(System.getProperty("java.class.path")),
                Bench.class.getName(),
                MongoFeed.CHILD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = said.readLine();
    if (port == null) {
      throw new IOException("the server for the measurements did not start");
    }
    return new MongoFeedServer(Optional.of(process), "mongodb://127.0.0.1:" + port + "/");
  }

  /** Whether it is a MongoDB, which keeps what it is given and holds nothing back. */
  boolean isReal() {
    return process.isEmpty();
  }

  String description() {
    return isReal()
        ? "MongoDB: the server that " + NAMED + " names"
        : "MongoDB: documents out of the memory of another process, which does nothing else";
  }

  String url() {
    return url;
  }

  ConnectionInfo info() {
    return new MongoProvider().parse(url).orElseThrow();
  }

  MongoClient client() {
    return client;
  }

  /** Makes the collections of a database, and tells its name. */
  String feed(MongoFeedData data) {
    if (made.add(data.name())) {
      for (int i = 0; i < MongoFeedData.COLLECTIONS; i++) {
        client.getDatabase(data.name()).createCollection("c" + i);
        if (isReal()) {
          load(data, "c" + i);
        }
      }
    }
    return data.name();
  }

  private void load(MongoFeedData data, String name) {
    MongoCollection<RawBsonDocument> collection =
        client.getDatabase(data.name()).getCollection(name, RawBsonDocument.class);
    for (int from = 0; from < data.documents(); from += BATCH) {
      List<RawBsonDocument> batch = new ArrayList<>();
      for (int i = from; i < Math.min(from + BATCH, data.documents()); i++) {
        batch.add(new RawBsonDocument(data.document(i)));
      }
      collection.insertMany(batch);
    }
  }

  @Override
  public void close() {
    if (isReal()) {
      made.forEach(name -> client.getDatabase(name).drop());
    }
    client.close();
    process.ifPresent(Process::destroy);
  }
}
