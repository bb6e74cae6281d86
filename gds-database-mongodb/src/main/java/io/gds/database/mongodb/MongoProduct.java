package io.gds.database.mongodb;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * What the server is.
 *
 * @param version its version
 * @param versionText the same as it writes it
 * @param enterprise whether it is the vendor's enterprise edition
 * @param topology how it stands to others
 * @param setName of a member, the name of its replica set
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/buildInfo/">buildInfo</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/hello/">hello</a>
 */
record MongoProduct(
    MongoVersion version,
    String versionText,
    boolean enterprise,
    MongoTopology topology,
    Optional<String> setName) {
  /** Services that speak the protocol and are something else, by the ends of their names. */
  private static final List<String> OTHERS =
      List.of(
          ".docdb.amazonaws.com",
          ".docdb-elastic.amazonaws.com",
          ".cosmos.azure.com",
          ".cosmos.azure.cn");

  /** Asks. */
  static MongoProduct read(MongoCommands commands) {
    BsonDocument build = commands.admin(MongoCommands.command("buildInfo"));
    // Every version answers by the older name; mongos and members tell what they are by it as well.
    BsonDocument hello = commands.admin(MongoCommands.command("isMaster"));
    return of(build, hello);
  }

  static MongoProduct of(BsonDocument build, BsonDocument hello) {
    String text = MongoValues.neededText(build, "version");
    MongoVersion version =
        MongoVersion.parse(text)
            .orElseThrow(() -> refused("the server calls its version \"" + text + "\""));
    if (build.containsKey("ferretdb") || build.containsKey("ferretdbVersion")) {
      throw refused("the server is FerretDB, and only speaks MongoDB's protocol");
    }
    if (!version.isAtLeast(4, 2)) {
      throw refused("the server is of version " + text + ", which is older than 4.2");
    }
    boolean enterprise = MongoValues.texts(build, "modules").contains("enterprise");
    Optional<String> set =
        Optional.ofNullable(hello.get("setName"))
            .filter(BsonValue::isString)
            .map(name -> name.asString().getValue());
    boolean router =
        hello.containsKey("msg") && hello.get("msg").equals(new BsonString("isdbgrid"));
    // A member that was started for a set and not taken into one yet says so, and has no name.
    boolean member = set.isPresent() || hello.containsKey("isreplicaset");
    return new MongoProduct(
        version,
        text,
        enterprise,
        router
            ? MongoTopology.SHARDED_CLUSTER
            : member ? MongoTopology.REPLICA_SET : MongoTopology.STANDALONE,
        set);
  }

  /** Refuses services that only look like MongoDB. */
  static void requireVendors(ConnectionInfo info) {
    info.hosts().stream()
        .map(host -> host.host().toLowerCase(Locale.ROOT))
        .filter(host -> OTHERS.stream().anyMatch(host::endsWith))
        .findFirst()
        .ifPresent(
            host -> {
              throw refused("the service at " + host + " only speaks MongoDB's protocol");
            });
  }

  private static DatabaseException refused(String why) {
    return ErrorDetails.of(ErrorCode.UNSUPPORTED_CAPABILITY, why)
        .platform(DatabaseType.MONGODB.id())
        .remedy("This library works with MongoDB from 4.2 on.")
        .toException();
  }

  boolean isRouter() {
    return topology == MongoTopology.SHARDED_CLUSTER;
  }

  boolean isReplicaSet() {
    return topology == MongoTopology.REPLICA_SET;
  }

  boolean isAtLeast(int major, int minor) {
    return version.isAtLeast(major, minor);
  }
}
