package io.gds.database.cli;

import io.gds.database.Database;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.EngineMetadata;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of the API as named fields, in the order of its record components. */
final class Fields {
  private Fields() {}

  /** The fields of metadata, of a record, or of a handle, which is only its name. */
  static Map<String, @Nullable Object> of(Object value) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (value instanceof DatabaseMetadata metadata) {
      put(fields, metadata);
    } else if (value instanceof EngineMetadata metadata) {
      put(fields, metadata);
    } else if (value instanceof Database database) {
      fields.put("name", database.name());
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        put(fields, component.getName(), read(record, component));
      }
    } else {
      fields.put("value", value);
    }
    return fields;
  }

  /** What an operation yielded, for JSON: the fields of an object, or of each one in a list. */
  static Object json(Object value) {
    if (value instanceof Collection<?> items) {
      return items.stream().map(Fields::json).toList();
    }
    return value instanceof String ? value : of(value);
  }

  /** The names that {@link #of} gives the fields of such objects. */
  static List<String> names(Class<?> type) {
    if (DatabaseMetadata.class.isAssignableFrom(type)) {
      return List.of(
          "name",
          "type",
          "state",
          "accessMode",
          "readOnly",
          "owner",
          "collation",
          "createdAt",
          "sizeBytes",
          "details",
          "unreadable",
          "readAt");
    }
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getType() == DatabaseCondition.class) {
        names.addAll(List.of("state", "accessMode", "readOnly"));
      } else {
        names.add(component.getName());
      }
    }
    return names;
  }

  private static void put(Map<String, @Nullable Object> fields, DatabaseMetadata metadata) {
    fields.put("name", metadata.name());
    fields.put("type", metadata.type());
    put(fields, "condition", metadata.condition());
    fields.put("owner", metadata.owner());
    fields.put("collation", metadata.collation());
    fields.put("createdAt", metadata.createdAt());
    fields.put("sizeBytes", metadata.sizeBytes());
    metadata.attributes().forEach(fields::putIfAbsent);
    fields.put("details", metadata.details());
    fields.put("unreadable", metadata.unreadable());
    fields.put("readAt", metadata.readAt());
  }

  private static void put(Map<String, @Nullable Object> fields, EngineMetadata metadata) {
    fields.put("name", metadata.name());
    fields.put("type", metadata.type());
    fields.put("version", metadata.version());
    fields.put("edition", metadata.edition());
    fields.put("host", metadata.host());
    fields.put("port", metadata.port());
    fields.put("status", metadata.status());
    fields.put("createdAt", metadata.createdAt());
    fields.put("decommissionedAt", metadata.decommissionedAt());
    metadata.attributes().forEach(fields::putIfAbsent);
    fields.put("readAt", metadata.readAt());
  }

  private static void put(
      Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
    if (value instanceof DatabaseCondition condition) {
      fields.put("state", condition.state());
      fields.put("accessMode", condition.accessMode());
      fields.put("readOnly", condition.readOnly());
    } else {
      fields.put(name, value);
    }
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("unreadable record component " + component.getName(), e);
    }
  }
}
