package io.gds.database.core.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Strict reading of one JSON object: each field of its type, none unknown, none missing. */
final class ManifestFields {
  /** Says which field is wrong, and how. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  private final String path;
  private final JsonNode object;
  private final Set<String> read = new HashSet<>();

  private ManifestFields(String path, JsonNode object) {
    this.path = path;
    this.object = object;
  }

  static ManifestFields of(String path, JsonNode node) throws Malformed {
    if (!node.isObject()) {
      throw new Malformed((path.isEmpty() ? "it" : path) + " is not an object");
    }
    return new ManifestFields(path, node);
  }

  private String name(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private JsonNode node(String field) throws Malformed {
    JsonNode node = object.get(field);
    if (node == null) {
      throw new Malformed(name(field) + " is missing");
    }
    read.add(field);
    return node;
  }

  String text(String field) throws Malformed {
    return textOf(name(field), node(field));
  }

  private static String textOf(String name, JsonNode node) throws Malformed {
    if (!node.isTextual()) {
      throw new Malformed(name + " is not a text");
    }
    return node.textValue();
  }

  Optional<String> optionalText(String field) throws Malformed {
    return object.has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  long number(String field) throws Malformed {
    JsonNode node = node(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new Malformed(name(field) + " is not a whole number of zero or more");
    }
    return node.longValue();
  }

  boolean flag(String field) throws Malformed {
    JsonNode node = node(field);
    if (!node.isBoolean()) {
      throw new Malformed(name(field) + " is neither true nor false");
    }
    return node.booleanValue();
  }

  <T> T parsed(String field, Function<String, T> parser) throws Malformed {
    String text = text(field);
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      throw new Malformed(name(field) + " has a value that is not known");
    }
  }

  Instant instant(String field) throws Malformed {
    try {
      return Instant.parse(text(field));
    } catch (DateTimeException e) {
      throw new Malformed(name(field) + " is not an instant");
    }
  }

  Optional<Instant> optionalInstant(String field) throws Malformed {
    return object.has(field) ? Optional.of(instant(field)) : Optional.empty();
  }

  Map<String, String> map(String field) throws Malformed {
    JsonNode node = node(field);
    if (!node.isObject()) {
      throw new Malformed(name(field) + " is not an object");
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      map.put(entry.getKey(), textOf(name(field) + "." + entry.getKey(), entry.getValue()));
    }
    return map;
  }

  private JsonNode array(String field) throws Malformed {
    JsonNode node = node(field);
    if (!node.isArray()) {
      throw new Malformed(name(field) + " is not a list");
    }
    return node;
  }

  List<String> list(String field) throws Malformed {
    List<String> list = new ArrayList<>();
    for (JsonNode node : array(field)) {
      list.add(textOf(name(field) + "[" + list.size() + "]", node));
    }
    return list;
  }

  List<ManifestFields> objects(String field) throws Malformed {
    List<ManifestFields> list = new ArrayList<>();
    for (JsonNode node : array(field)) {
      list.add(of(name(field) + "[" + list.size() + "]", node));
    }
    return list;
  }

  /** Refuses what was not asked for. */
  void end() throws Malformed {
    Iterator<String> names = object.fieldNames();
    while (names.hasNext()) {
      String field = names.next();
      if (!read.contains(field)) {
        throw new Malformed(name(field) + " is not a known field");
      }
    }
  }
}
