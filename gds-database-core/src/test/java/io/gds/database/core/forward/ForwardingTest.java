package io.gds.database.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ForwardingTest {
  /** What a delegate was asked. */
  private record Call(Method method, List<@Nullable Object> arguments) {}

  @TestFactory
  Stream<DynamicTest> everyCallReachesTheDelegateAsItIsAndItsAnswerComesBack() throws Exception {
    List<Class<?>> all = forwarding();
    assertThat(all).hasSizeGreaterThan(10);
    return all.stream()
        .flatMap(
            type ->
                forwarded(type)
                    .map(
                        method ->
                            DynamicTest.dynamicTest(
                                type.getSimpleName() + "." + method.getName(),
                                () -> assertForwarded(type, method))));
  }

  @TestFactory
  Stream<DynamicTest> nothingThatACapabilityAsksForIsLeftOut() throws Exception {
    return forwarding().stream()
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getSimpleName(),
                    () ->
                        assertThat(type.getMethods())
                            .filteredOn(method -> Modifier.isAbstract(method.getModifiers()))
                            .extracting(Method::getName)
                            .containsExactly(delegate(type).getName())));
  }

  private static List<Class<?>> forwarding() throws Exception {
    Class<?> one = ForwardingUsers.class;
    Path classes =
        Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(one.getPackageName().replace('.', '/'));
    List<Class<?>> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "Forwarding*.class")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".class", "");
        all.add(Class.forName(one.getPackageName() + "." + name));
      }
    }
    return all;
  }

  private static Stream<Method> forwarded(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isDefault() && !method.isSynthetic());
  }

  private static Method delegate(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .findFirst()
        .orElseThrow();
  }

  private static void assertForwarded(Class<?> type, Method method) throws Exception {
    Method accessor = delegate(type);
    List<Call> calls = new ArrayList<>();
    List<@Nullable Object> answers = new ArrayList<>();
    Object to =
        proxy(
            accessor.getReturnType(),
            (proxy, called, arguments) -> {
              calls.add(new Call(called, arguments == null ? List.of() : Arrays.asList(arguments)));
              answers.add(value(called.getReturnType()));
              return answers.get(0);
            });
    Object from =
        proxy(
            type,
            (proxy, called, arguments) ->
                called.equals(accessor)
                    ? to
                    : InvocationHandler.invokeDefault(proxy, called, arguments));
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(ForwardingTest::value).toArray();

    Object answer = method.invoke(from, arguments);

    assertThat(calls).hasSize(1);
    Call call = calls.get(0);
    assertThat(call.method().getDeclaringClass()).isEqualTo(accessor.getReturnType());
    assertThat(call.method().getName()).isEqualTo(method.getName());
    assertThat(call.method().getParameterTypes()).isEqualTo(method.getParameterTypes());
    assertThat(call.arguments()).hasSameSizeAs(arguments);
    for (int i = 0; i < arguments.length; i++) {
      assertThat(call.arguments().get(i)).isSameAs(arguments[i]);
    }
    assertThat(answer).isSameAs(answers.get(0));
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  /** Something of a type, never the same twice; nothing of a class that cannot be made just so. */
  private static @Nullable Object value(Class<?> type) {
    if (type == String.class) {
      return "name " + new Object();
    } else if (type == List.class) {
      return new ArrayList<>();
    } else if (type == Set.class) {
      return new HashSet<>();
    } else if (type == Optional.class) {
      return Optional.of(new Object());
    }
    return type.isInterface() ? proxy(type, ForwardingTest::unused) : null;
  }

  private static Object unused(Object proxy, Method method, Object @Nullable [] arguments) {
    throw new UnsupportedOperationException(method.getName());
  }
}
