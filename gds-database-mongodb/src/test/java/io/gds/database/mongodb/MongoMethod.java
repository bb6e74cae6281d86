package io.gds.database.mongodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A method of a typed handle, as data: what is proved of all of them forgets none of tomorrow. */
record MongoMethod(Class<?> handle, Method method) {
  private static final List<Class<?>> HANDLES = List.of(MongoEngine.class, MongoDatabase.class);

  /** What is not called, each with its reason. */
  private static final Map<String, String> APART =
      Map.of(
          "MongoEngine.close()", "it ends the engine that the others are called on",
          "MongoEngine.createDatabase(String, CreateOptions)", "it is database(name).create",
          "MongoEngine.startSampling(SamplingOptions)", "it is metrics(), on a thread of its own",
          "MongoDatabase.exportCollection(MongoExportOptions)", "it runs what prepareExport plans",
          "MongoDatabase.importCollection(MongoImportOptions)", "it runs what prepareImport plans");

  /** All methods but the verbs, which only run what the method that prepares them plans. */
  static List<MongoMethod> all() {
    return HANDLES.stream()
        .flatMap(MongoMethod::of)
        .filter(each -> !APART.containsKey(each.signature()))
        .sorted(Comparator.comparing(MongoMethod::signature))
        .toList();
  }

  private static Stream<MongoMethod> of(Class<?> handle) {
    List<Method> methods =
        Arrays.stream(handle.getMethods())
            .filter(method -> !method.isSynthetic() && !Modifier.isStatic(method.getModifiers()))
            .toList();
    Set<String> names =
        methods.stream()
            .map(method -> method.getName().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return methods.stream()
        .filter(method -> !names.contains("prepare" + method.getName().toLowerCase(Locale.ROOT)))
        .map(method -> new MongoMethod(handle, method));
  }

  /** Such as {@code MongoEngine.setting(String)}. */
  String signature() {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(
            Collectors.joining(", ", handle.getSimpleName() + "." + method.getName() + "(", ")"));
  }

  /** Calls it, and throws what it throws. */
  @Nullable Object call(Object on, Object... arguments) {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new AssertionError(signature() + " threw what it does not declare", e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(signature(), e);
    }
  }

  @Override
  public String toString() {
    return signature();
  }
}
