package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CapabilityPairsTest {
  private static final String PREPARE = "prepare";

  static List<Class<?>> capabilities() {
    return ApiClasses.capabilities();
  }

  static Stream<Method> preparations() {
    return capabilities().stream()
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.getName().startsWith(PREPARE));
  }

  private static String verbOf(Method prepare) {
    String name = prepare.getName().substring(PREPARE.length());
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  @Test
  void thereAreCapabilitiesToLookAt() {
    assertThat(capabilities()).hasSizeGreaterThan(15).contains(SupportsDefinition.class);
    assertThat(preparations()).hasSizeGreaterThan(25);
  }

  @ParameterizedTest
  @MethodSource("preparations")
  void whatCanBePreparedCanBeRunInOneCallOfMatchingType(Method prepare) throws Exception {
    assertThat(prepare.isDefault()).as("default").isFalse();
    assertThat(prepare.getReturnType()).isEqualTo(Operation.class);
    assertThat(prepare.getParameterTypes())
        .singleElement()
        .satisfies(type -> assertThat(Options.class).isAssignableFrom(type));

    Method verb =
        prepare.getDeclaringClass().getMethod(verbOf(prepare), prepare.getParameterTypes());

    assertThat(verb.isDefault()).as("default").isTrue();
    Class<?> yields = yieldOf(prepare);
    assertThat(verb.getReturnType()).isEqualTo(yields == Void.class ? void.class : yields);
  }

  private static Class<?> yieldOf(Method prepare) {
    Type type = ((ParameterizedType) prepare.getGenericReturnType()).getActualTypeArguments()[0];
    if (type instanceof WildcardType wildcard) {
      type = wildcard.getUpperBounds()[0];
    }
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  @ParameterizedTest
  @MethodSource("preparations")
  void theShortCallPreparesAndRunsOnceAndDoesNothingElse(Method prepare) throws Exception {
    List<String> calls = new ArrayList<>();
    Object operation =
        proxy(
            Operation.class,
            (self, method, args) -> {
              calls.add(method.getName());
              return null;
            });
    Object capability =
        proxy(
            prepare.getDeclaringClass(),
            (self, method, args) -> {
              if (method.isDefault()) {
                return InvocationHandler.invokeDefault(self, method, args);
              }
              calls.add(method.getName());
              return operation;
            });

    prepare
        .getDeclaringClass()
        .getMethod(verbOf(prepare), prepare.getParameterTypes())
        .invoke(capability, new Object[] {null});

    assertThat(calls).containsExactly(prepare.getName(), "run");
  }

  @ParameterizedTest
  @MethodSource("capabilities")
  void noShortCallLacksAPreparation(Class<?> capability) {
    List<String> prepared =
        Arrays.stream(capability.getDeclaredMethods())
            .map(Method::getName)
            .filter(name -> name.startsWith(PREPARE))
            .toList();
    List<String> unprepared =
        Arrays.stream(capability.getDeclaredMethods())
            .filter(method -> method.isDefault() && method.getParameterCount() == 1)
            .filter(method -> Options.class.isAssignableFrom(method.getParameterTypes()[0]))
            .map(Method::getName)
            .filter(name -> !prepared.contains(PREPARE + capitalized(name)))
            .toList();

    assertThat(unprepared).isEmpty();
  }

  private static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  @Test
  void noTwoCapabilitiesShareAMethodNameSoThatOneHandleCanHoldThemAll() {
    Map<String, Set<String>> owners = new TreeMap<>();
    for (Class<?> capability : capabilities()) {
      for (Method method : capability.getDeclaredMethods()) {
        if (!method.isSynthetic()) {
          owners
              .computeIfAbsent(method.getName(), name -> new TreeSet<>())
              .add(capability.getSimpleName());
        }
      }
    }

    assertThat(owners).allSatisfy((name, types) -> assertThat(types).hasSize(1));
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
