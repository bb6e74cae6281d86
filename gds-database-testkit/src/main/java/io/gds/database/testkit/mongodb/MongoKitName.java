package io.gds.database.testkit.mongodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** A user's or role's name, along with its database. */
record MongoKitName(String database, String name) {
  static MongoKitName of(BsonDocument document, String member) {
    return new MongoKitName(
        document.getString("db").getValue(), document.getString(member).getValue());
  }

  /** One or several, of which those that are texts belong to the database that was asked. */
  static List<MongoKitName> all(BsonValue named, String member, String database) {
    List<MongoKitName> all = new ArrayList<>();
    for (BsonValue each : named.isArray() ? named.asArray() : new BsonArray(List.of(named))) {
      all.add(
          each.isString()
              ? new MongoKitName(database, each.asString().getValue())
              : of(each.asDocument(), member));
    }
    return all;
  }

  static Set<MongoKitName> roles(BsonDocument of, String database) {
    return new LinkedHashSet<>(all(of.getArray("roles"), "role", database));
  }

  static BsonArray array(Collection<MongoKitName> roles) {
    return new BsonArray(
        roles.stream()
            .map(
                role ->
                    new BsonDocument("role", new BsonString(role.name))
                        .append("db", new BsonString(role.database)))
            .toList());
  }

  BsonDocument document(String member) {
    return new BsonDocument("_id", new BsonString(database + "." + name))
        .append(member, new BsonString(name))
        .append("db", new BsonString(database));
  }

  /** As the server's messages name it. */
  @Override
  public String toString() {
    return name + "@" + database;
  }
}
