package io.gds.database.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Turns values into JSON trees. */
final class Trees {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private Trees() {}

  static JsonNode of(@Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Secret || value instanceof SecretRef || value instanceof char[]) {
      return NODES.textNode("<hidden>");
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Optional<?> optional) {
      return of(optional.orElse(null));
    }
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? NODES.numberNode(optional.getAsLong()) : NODES.nullNode();
    }
    if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? NODES.numberNode(optional.getAsInt()) : NODES.nullNode();
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? number(optional.getAsDouble()) : NODES.nullNode();
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, item) -> object.set(String.valueOf(key), of(item)));
      return object;
    }
    if (value instanceof java.nio.file.Path path) {
      return NODES.textNode(path.toString());
    }
    if (value instanceof Iterable<?> items) {
      ArrayNode array = NODES.arrayNode();
      items.forEach(item -> array.add(of(item)));
      return array;
    }
    if (value instanceof DatabaseException error) {
      return error(error);
    }
    if (value instanceof Class<?> type) {
      return NODES.textNode(type.getSimpleName());
    }
    if (value instanceof Enum<?> constant) {
      return NODES.textNode(constant.name());
    }
    return value instanceof Record record ? record(record) : NODES.textNode(value.toString());
  }

  private static JsonNode number(Number number) {
    if (number instanceof Double || number instanceof Float) {
      double value = number.doubleValue();
      return Double.isFinite(value) ? NODES.numberNode(value) : NODES.textNode(number.toString());
    }
    if (number instanceof java.math.BigDecimal exact) {
      return NODES.numberNode(exact);
    }
    if (number instanceof java.math.BigInteger exact) {
      return NODES.numberNode(exact);
    }
    return NODES.numberNode(number.longValue());
  }

  private static JsonNode error(DatabaseException error) {
    ObjectNode object = NODES.objectNode();
    object.put("code", error.code().name());
    object.put("message", error.getMessage());
    object.put("nativeCode", error.nativeCode().orElse(null));
    object.put("remedy", error.remedy().orElse(null));
    error
        .details()
        .values()
        .forEach(
            (key, item) -> {
              if (!object.has(key)) {
                object.put(key, item);
              }
            });
    return object;
  }

  private static JsonNode record(Record record) {
    ObjectNode object = NODES.objectNode();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        object.set(component.getName(), of(component.getAccessor().invoke(record)));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("unreadable record component " + component.getName(), e);
      }
    }
    return object;
  }
}
