package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.schema.SchemaInfo;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The collections and views of a database. They are listed by one command; the server has none that
 * tells indexes, statistics or fields of several collections at once, so that each of these costs
 * one command for each collection that was asked for.
 */
final class MongoSchemas implements SupportsSchemas {
  private final MongoContext context;
  private final String database;

  MongoSchemas(MongoContext context, String database) {
    this.context = context;
    this.database = database;
  }

  List<MongoCollectionInfo> listCollections() {
    return new MongoCollections(context, database).list();
  }

  /** There are none; whether the database is there is looked at all the same. */
  @Override
  public List<SchemaInfo> schemas() {
    context.runner().requireOpen();
    context.readings().require(database, Set.of());
    return List.of();
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    MongoCommands commands = context.commands().anywhere();
    List<TableInfo> tables = new ArrayList<>();
    for (MongoCollectionInfo each : listCollections()) {
      MongoTable table = new MongoTable(commands, database, each, query.details());
      if (query.matches(table.plain())) {
        table.read().ifPresent(tables::add);
      }
    }
    return List.copyOf(tables);
  }

  List<MongoField> sampleFields(String collection, int size) {
    context.runner().requireOpen();
    MongoNames.collection(database, collection);
    if (size < 1 || size > MongoFieldSample.MOST) {
      throw InvalidOptionsException.of(
          "sample",
          List.of(new OptionFault("size", "is 1 to " + MongoFieldSample.MOST + " documents")));
    }
    List<MongoField> fields =
        MongoFieldSample.read(context.commands().anywhere(), database, collection, size);
    if (fields.isEmpty()
        && listCollections().stream().noneMatch(each -> each.name().equals(collection))) {
      throw ErrorDetails.of(
              ErrorCode.NOT_FOUND,
              "there is no collection \"" + collection + "\" in \"" + database + "\"")
          .platform(DatabaseType.MONGODB.id())
          .engine(context.runner().engine())
          .target(database)
          .with("collection", collection)
          .remedy("See listCollections(), and write the name as it is there.")
          .toException();
    }
    return fields;
  }
}
