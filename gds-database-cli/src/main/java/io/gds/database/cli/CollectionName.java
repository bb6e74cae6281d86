package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.mongodb.MongoDatabase;
import io.gds.database.mongodb.MongoFileFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A collection as it is typed: the name of its database, which has no dot, a dot, and its own.
 *
 * @param database exact
 * @param collection exact; may hold dots
 */
record CollectionName(String database, String collection) {
  /**
   * Reads it.
   *
   * @throws InvalidOptionsException if it is not both
   */
  static CollectionName parse(String text) {
    int dot = text.indexOf('.');
    if (dot <= 0 || dot == text.length() - 1) {
      throw InvalidOptionsException.of(
          "collection",
          List.of(new OptionFault("NAME", "is a database and a collection, such as shop.items")));
    }
    return new CollectionName(text.substring(0, dot), text.substring(dot + 1));
  }

  /**
   * The database that it is of.
   *
   * @throws UnsupportedCapabilityException if the platform has no collections
   */
  MongoDatabase of(DatabaseEngine engine) {
    if (engine.database(database) instanceof MongoDatabase mongo) {
      return mongo;
    }
    throw ErrorDetails.of(
            ErrorCode.UNSUPPORTED_CAPABILITY, engine.type() + " has no collections of documents")
        .platform(engine.type().id())
        .target(database)
        .remedy("Only collections of MongoDB are exported and imported.")
        .toException();
  }

  /** The form that is said, or that the file's name tells; lines of JSON if neither does. */
  static MongoFileFormat format(@Nullable MongoFileFormat said, String file) {
    String name = file.toLowerCase(Locale.ROOT);
    String plain = isPacked(file) ? name.substring(0, name.length() - ".gz".length()) : name;
    return said != null
        ? said
        : plain.endsWith(".csv") ? MongoFileFormat.CSV : MongoFileFormat.JSON_LINES;
  }

  /** Whether the file's name tells that it is packed by gzip. */
  static boolean isPacked(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /** Names with commas between them, those within brackets left as they are. */
  static List<String> fields(String text) {
    return Arrays.asList(text.split(",(?![^(]*\\))", -1));
  }
}
