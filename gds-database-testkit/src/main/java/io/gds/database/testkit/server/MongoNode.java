package io.gds.database.testkit.server;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.gds.database.testkit.server.TestServers.Unavailable;
import java.nio.file.Path;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB server or replica set, wherever it runs, asked by {@code
 * org.mongodb:mongodb-driver-sync}.
 *
 * @param url a connection string; with a password if one is needed
 * @param version such as {@code 7.0.14}
 * @param set the name of its replica set; empty if it stands alone
 * @param end what ends it; nothing where it is not ours
 */
record MongoNode(String url, String version, String set, MongoClient client, Runnable end)
    implements Node {
  /**
   * The server at {@code mongodb://…}, once it has answered.
   *
   * @param end what ends it
   */
  static MongoNode at(String url, Runnable end) {
    if (!url.startsWith("mongodb://") && !url.startsWith("mongodb+srv://")) {
      throw new Unavailable("not of the form mongodb://user:password@host:port/");
    }
    MongoClient client = client(url);
    try {
      Document hello = client.getDatabase("admin").runCommand(new Document("isMaster", 1));
      Document build = client.getDatabase("admin").runCommand(new Document("buildInfo", 1));
      String set = hello.getString("setName");
      return new MongoNode(url, build.getString("version"), set == null ? "" : set, client, end);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static MongoClient client(String url) {
    try {
      return MongoClients.create(url);
    } catch (NoClassDefFoundError e) {
      throw new Unavailable("no org.mongodb:mongodb-driver-sync on the class path", e);
    }
  }

  @Override
  public String host() {
    return address()[0];
  }

  @Override
  public int port() {
    return Integer.parseInt(address()[1]);
  }

  private String[] address() {
    String hosts = url.substring(url.indexOf("//") + 2).split("[/?]", 2)[0];
    String first = hosts.substring(hosts.lastIndexOf('@') + 1).split(",", 2)[0];
    int colon = first.lastIndexOf(':');
    return colon < 0
        ? new String[] {first, "27017"}
        : new String[] {first.substring(0, colon), first.substring(colon + 1)};
  }

  /** Whoever the URL names; all is open where it names nobody. */
  @Override
  public String superuser() {
    return "";
  }

  @Override
  public @Nullable String password() {
    return null;
  }

  @Override
  public String description() {
    return "MongoDB "
        + version
        + (set.isEmpty() ? "" : ", replica set " + set + ",")
        + " at "
        + host()
        + ":"
        + port();
  }

  @Override
  public Optional<Path> dataDirectory() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> logFile() {
    return Optional.empty();
  }

  @Override
  public void close() {
    LiveNodes.remove(this);
    client.close();
    end.run();
  }

  /** Without what the URL holds. */
  @Override
  public String toString() {
    return description();
  }
}
