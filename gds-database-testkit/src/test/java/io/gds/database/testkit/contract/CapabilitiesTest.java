package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Capability;
import io.gds.database.Database;
import io.gds.database.SupportsDefinition;
import io.gds.database.operation.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That no capability and no option class of the API is left out of the contract. */
class CapabilitiesTest {
  /** All classes of the API, found where it lies on the class path. */
  private static List<Class<?>> apiClasses() throws IOException, URISyntaxException {
    URI where = Capability.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path root = Path.of(where);
    if (Files.isDirectory(root)) {
      return classesBelow(root);
    }
    try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
      return classesBelow(jar.getPath("/"));
    }
  }

  private static List<Class<?>> classesBelow(Path root) throws IOException {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replace('/', '.').replace('\\', '.');
        if (name.startsWith("io.gds.") && !name.contains("package-info")) {
          classes.add(load(name.substring(0, name.length() - ".class".length())));
        }
      }
    }
    return classes;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Capability.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Test
  void everyCapabilityOfTheApiIsTested() throws Exception {
    List<Class<?>> there =
        apiClasses().stream()
            .filter(Class::isInterface)
            .filter(Capability.class::isAssignableFrom)
            .filter(type -> type != Capability.class && type != Database.class)
            .toList();
    assertThat(there).isNotEmpty();
    assertThat(Capabilities.ALL).doesNotHaveDuplicates();
    assertThat(List.<Class<?>>copyOf(Capabilities.ALL)).containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void everyVerbHasItsPreparationAndItsKeys() {
    for (Class<? extends Capability> type : Capabilities.ALL) {
      List<String> names = Capabilities.methods(type).stream().map(Method::getName).toList();
      for (Method preparing : Capabilities.preparing(type)) {
        String verb = preparing.getName().substring("prepare".length());
        assertThat(names).contains(Character.toLowerCase(verb.charAt(0)) + verb.substring(1));
        assertThat(preparing.getParameterTypes()).hasSize(1);
        assertThat(Options.class).isAssignableFrom(preparing.getParameterTypes()[0]);
      }
    }
    assertThat(Capabilities.publishingKeys(SupportsDefinition.class)).hasSize(3);
  }

  @Test
  void everyOptionClassOfAVerbHasASampleAndEveryParameterAnArgument() throws Exception {
    try (ContractRun run = new ContractRun(new FakeTestEngine())) {
      Database database = run.filled();
      Arguments arguments = new Arguments(run, database);
      for (Class<? extends Capability> type : Capabilities.ALL) {
        for (Method method : Capabilities.methods(type)) {
          assertThat(arguments.of(method)).hasSize(method.getParameterCount()).doesNotContainNull();
        }
      }
    }
  }

  @Test
  void whatThereIsNoSampleOfIsSaid() throws Exception {
    try (ContractRun run = new ContractRun(new FakeTestEngine())) {
      Arguments arguments = new Arguments(run, run.created());
      Method other = List.class.getMethod("addAll", java.util.Collection.class);
      assertThatThrownBy(() -> arguments.of(other))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Collection");
    }
  }

  @Test
  void aCallThrowsWhatIsThrownAndYieldsSomething() throws Exception {
    Method get = List.class.getMethod("get", int.class);
    assertThatThrownBy(() -> Capabilities.invoke(get, List.of(), 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Capabilities.invoke(get, List.of("a"), 0)).isEqualTo("a");
    Method clear = List.class.getMethod("clear");
    assertThatThrownBy(() -> Capabilities.invoke(clear, new ArrayList<>()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("clear");
    Method call = java.util.concurrent.Callable.class.getMethod("call");
    java.util.concurrent.Callable<Object> failing =
        () -> {
          throw new IOException("no");
        };
    assertThatThrownBy(() -> Capabilities.invoke(call, failing))
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(IOException.class);
  }
}
