package io.gds.database.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads records that {@code core.json.Json} wrote, as far as the fake's archives hold them. */
final class RecordReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RecordReader() {}

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if the bytes are not such a record
   */
  static <R extends Record> R read(byte[] json, Class<R> type) {
    try {
      return type.cast(value(MAPPER.readTree(json), type));
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  private static Object value(@Nullable JsonNode node, Type type) {
    if (node == null) {
      throw new IllegalArgumentException("a component is missing");
    }
    if (type instanceof ParameterizedType generic) {
      return container(node, (Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> plain = (Class<?>) type;
    if (plain == OptionalLong.class) {
      return node.isNull() ? OptionalLong.empty() : OptionalLong.of(node.asLong());
    }
    if (node.isNull()) {
      throw new IllegalArgumentException("a " + plain.getSimpleName() + " is missing");
    }
    if (plain.isRecord()) {
      return record(node, plain);
    }
    return scalar(node, plain);
  }

  private static Object container(JsonNode node, Class<?> raw, Type[] arguments) {
    if (raw == Optional.class) {
      return node.isNull() ? Optional.empty() : Optional.of(value(node, arguments[0]));
    }
    if (raw == Map.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties()
          .forEach(field -> map.put(field.getKey(), value(field.getValue(), arguments[1])));
      return map;
    }
    List<Object> items = new ArrayList<>();
    node.forEach(item -> items.add(value(item, arguments[0])));
    return raw == Set.class ? new LinkedHashSet<>(items) : items;
  }

  private static Object scalar(JsonNode node, Class<?> type) {
    if (type == String.class) {
      return node.textValue() == null ? node.asText() : node.textValue();
    }
    if (type == boolean.class) {
      return node.asBoolean();
    }
    if (type == int.class) {
      return node.asInt();
    }
    if (type == Instant.class) {
      return Instant.parse(node.asText());
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(node.asText()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + type.getSimpleName()));
  }

  private static Object record(JsonNode node, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(node.get(components[i].getName()), components[i].getGenericType());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record without its constructor: " + type, e);
    }
  }
}
