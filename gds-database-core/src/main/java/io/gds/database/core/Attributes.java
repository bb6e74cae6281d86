package io.gds.database.core;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the members that a platform's metadata record has beyond the common interface. */
public final class Attributes {
  private Attributes() {}

  /**
   * The components of a record that an interface does not name, in their order.
   *
   * @param record the platform's metadata
   * @param common the interface whose members are left out
   */
  public static Map<String, Object> of(Record record, Class<?> common) {
    Set<String> known =
        Arrays.stream(common.getMethods()).map(Method::getName).collect(Collectors.toSet());
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      if (!known.contains(component.getName())) {
        attributes.put(component.getName(), read(record, component));
      }
    }
    return Collections.unmodifiableMap(attributes);
  }

  private static Object read(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("unreadable record component " + component.getName(), e);
    }
  }
}
