package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.DatabaseType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever keeps the list that a record was made of cannot change the record by it. */
class RecordsTest {
  private static final Map<Class<?>, Object> SAMPLES =
      Map.ofEntries(
          Map.entry(String.class, "text"),
          Map.entry(Object.class, "text"),
          Map.entry(int.class, 1),
          Map.entry(long.class, 1L),
          Map.entry(double.class, 1.0),
          Map.entry(boolean.class, true),
          Map.entry(Instant.class, Instant.EPOCH),
          Map.entry(Duration.class, Duration.ofSeconds(1)),
          Map.entry(Pattern.class, Pattern.compile("x")),
          Map.entry(Class.class, SupportsDefinition.class),
          Map.entry(Optional.class, Optional.empty()),
          Map.entry(OptionalInt.class, OptionalInt.empty()),
          Map.entry(OptionalLong.class, OptionalLong.empty()),
          Map.entry(OptionalDouble.class, OptionalDouble.empty()),
          Map.entry(DatabaseType.class, DatabaseType.SQLITE));

  static List<Class<?>> recordsWithCollections() {
    return ApiClasses.publicRecords().stream()
        .filter(
            type ->
                Arrays.stream(type.getRecordComponents())
                    .anyMatch(component -> holdsMany(component.getType())))
        .toList();
  }

  private static boolean holdsMany(Class<?> type) {
    return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }

  @Test
  void thereAreRecordsToLookAt() {
    assertThat(recordsWithCollections()).hasSizeGreaterThan(12);
  }

  @ParameterizedTest
  @MethodSource("recordsWithCollections")
  void aRecordKeepsItsOwnCopyOfWhatItWasMadeOf(Class<?> type) throws Exception {
    RecordComponent[] components = type.getRecordComponents();
    Object[] given = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      given[i] = sample(components[i].getGenericType());
    }
    Object made = make(type, given);
    String before = made.toString();

    for (Object value : given) {
      if (value instanceof Collection<?> collection) {
        collection.clear();
      } else if (value instanceof Map<?, ?> map) {
        map.clear();
      }
    }

    assertThat(made).hasToString(before);
    for (RecordComponent component : components) {
      if (holdsMany(component.getType())) {
        assertThat(component.getAccessor().invoke(made))
            .as(component.getName())
            .satisfies(RecordsTest::cannotBeChanged);
      }
    }
  }

  private static void cannotBeChanged(Object value) {
    assertThatThrownBy(
            () -> {
              if (value instanceof Map<?, ?> map) {
                map.clear();
              } else {
                ((Collection<?>) value).clear();
              }
            })
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Object make(Class<?> type, Object[] given) throws Exception {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return type.getDeclaredConstructor(types).newInstance(given);
  }

  private static Object sample(Type type) throws Exception {
    if (type instanceof WildcardType wildcard) {
      return sample(wildcard.getUpperBounds()[0]);
    }
    Class<?> raw = (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
    if (SAMPLES.containsKey(raw)) {
      return SAMPLES.get(raw);
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[0];
    }
    if (holdsMany(raw)) {
      Type[] of = ((ParameterizedType) type).getActualTypeArguments();
      if (raw == Map.class) {
        return new LinkedHashMap<>(Map.of(sample(of[0]), sample(of[1])));
      }
      return raw == Set.class
          ? new LinkedHashSet<>(List.of(sample(of[0])))
          : new ArrayList<>(List.of(sample(of[0])));
    }
    if (raw.isRecord()) {
      RecordComponent[] components = raw.getRecordComponents();
      Object[] given = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        given[i] =
            components[i].getGenericType() instanceof ParameterizedType p
                    && p.getActualTypeArguments()[0] == raw
                ? new ArrayList<>() // a tree: one level is enough
                : sample(components[i].getGenericType());
      }
      return make(raw, given);
    }
    throw new IllegalStateException("no sample of " + raw);
  }
}
