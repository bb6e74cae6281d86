package io.gds.database.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gds.database.backup.Location;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes one value after the other, without building it up in memory first. */
final class ValueWriter {
  /** The accessors of a record class, which do not change. */
  private static final ClassValue<Method[]> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getAccessor)
              .peek(accessor -> accessor.setAccessible(true))
              .toArray(Method[]::new);
        }
      };

  private final JsonGenerator json;

  ValueWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(@Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Number number) {
      write(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Enum<?> constant) {
      json.writeString(constant.name());
    } else if (value instanceof Secret || value instanceof SecretRef || value instanceof char[]) {
      json.writeString("<hidden>");
    } else if (value instanceof Optional<?> optional) {
      write(optional.orElse(null));
    } else if (value instanceof OptionalLong optional) {
      write(optional.isPresent() ? (Object) optional.getAsLong() : null);
    } else if (value instanceof OptionalInt optional) {
      write(optional.isPresent() ? (Object) optional.getAsInt() : null);
    } else if (value instanceof OptionalDouble optional) {
      write(optional.isPresent() ? (Object) optional.getAsDouble() : null);
    } else if (value instanceof Location location) {
      write(shown(location));
    } else if (value instanceof Record record) {
      write(record);
    } else if (value instanceof Map<?, ?> map) {
      write(map);
    } else if (value instanceof Iterable<?> items && !(value instanceof Path)) {
      json.writeStartArray();
      for (Object item : items) {
        write(item);
      }
      json.writeEndArray();
    } else if (value instanceof DatabaseException error) {
      write(described(error));
    } else if (value instanceof Class<?> type) {
      json.writeString(type.getSimpleName());
    } else {
      json.writeString(value.toString());
    }
  }

  private void write(Number number) throws IOException {
    if (number instanceof BigDecimal exact) {
      json.writeNumber(exact);
    } else if (number instanceof BigInteger exact) {
      json.writeNumber(exact);
    } else if (number instanceof Float single) {
      json.writeNumber(single);
    } else if (number instanceof Double twice) {
      json.writeNumber(twice);
    } else {
      json.writeNumber(number.longValue());
    }
  }

  private void write(Map<?, ?> map) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeFieldName(String.valueOf(entry.getKey()));
      write(entry.getValue());
    }
    json.writeEndObject();
  }

  private void write(Record record) throws IOException {
    json.writeStartObject();
    for (Method accessor : ACCESSORS.get(record.getClass())) {
      json.writeFieldName(accessor.getName());
      try {
        write(accessor.invoke(record));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("unreadable record component " + accessor.getName(), e);
      }
    }
    json.writeEndObject();
  }

  /** As the record it is, but for what opens the store. */
  private static Map<String, Object> shown(Location location) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", location.kind());
    object.put("parts", location.shownParts());
    return object;
  }

  /** Code, message, native code and remedy first and always, then what else is known. */
  private static Map<String, @Nullable String> described(DatabaseException error) {
    Map<String, @Nullable String> object = new LinkedHashMap<>();
    object.put("code", error.code().name());
    object.put("message", error.getMessage());
    object.put("nativeCode", error.nativeCode().orElse(null));
    object.put("remedy", error.remedy().orElse(null));
    error.details().values().forEach(object::putIfAbsent);
    return object;
  }
}
