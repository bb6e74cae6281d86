package io.gds.database.mongodb;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Paths to fields with dots between their steps, such as {@code address.city}. Pure. */
final class MongoFieldPaths {
  private static final Pattern DOT = Pattern.compile("\\.");
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  private MongoFieldPaths() {}

  /** Its steps. */
  static List<String> steps(String path) {
    return List.of(DOT.split(path, -1));
  }

  /** The outermost step. */
  static String top(String path) {
    return steps(path).get(0);
  }

  /**
   * What is wrong with these.
   *
   * @param written whether values are put there, so that none may lie within another
   */
  static Optional<String> fault(List<String> paths, boolean written) {
    Set<String> seen = new HashSet<>();
    for (String path : paths) {
      if (path.isEmpty() || path.startsWith("$") || steps(path).contains("")) {
        return Optional.of(
            "are names with dots between them, none of them empty, the first without $: " + path);
      }
      if (path.indexOf('\0') >= 0) {
        return Optional.of("hold no NUL");
      }
      if (!seen.add(path)) {
        return Optional.of("name one twice: " + path);
      }
    }
    if (written) {
      for (String path : paths) {
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
          if (seen.contains(path.substring(0, dot))) {
            return Optional.of("name both " + path.substring(0, dot) + " and what is in it");
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What is there in a document; null if nothing is. A number is a place in an array. */
  static @Nullable BsonValue value(BsonDocument document, String path) {
    BsonValue at = document;
    for (String step : steps(path)) {
      if (at instanceof BsonDocument within) {
        at = within.get(step);
      } else if (at instanceof BsonArray array && INDEX.matcher(step).matches()) {
        int index = Integer.parseInt(step);
        at = index < array.size() ? array.get(index) : null;
      } else {
        return null;
      }
    }
    return at;
  }

  /** Puts a value there; what it lies in is made. */
  static void put(BsonDocument document, List<String> steps, BsonValue value) {
    BsonDocument at = document;
    for (String step : steps.subList(0, steps.size() - 1)) {
      BsonValue within = at.get(step);
      if (!(within instanceof BsonDocument)) {
        within = new BsonDocument();
        at.put(step, within);
      }
      at = within.asDocument();
    }
    at.put(steps.get(steps.size() - 1), value);
  }
}
