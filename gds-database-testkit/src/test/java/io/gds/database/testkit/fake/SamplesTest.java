package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gds.database.DatabaseEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  /** Members that exclude one another, so that one of them has to be empty. */
  private static final Set<String> EXCLUDED =
      Set.of("OperationResult.error", "BlockingNode.blocked");

  @Test
  void everyPublicRecordOfTheApiHasASampleAndNothingElse() throws Exception {
    List<Class<?>> records = apiClasses().stream().filter(SamplesTest::isPublicRecord).toList();

    assertThat(records).hasSizeGreaterThan(50);
    assertThat(Samples.all().keySet()).containsExactlyInAnyOrderElementsOf(asRecords(records));
  }

  private static List<Class<? extends Record>> asRecords(List<Class<?>> classes) {
    List<Class<? extends Record>> records = new ArrayList<>();
    classes.forEach(type -> records.add(type.asSubclass(Record.class)));
    return records;
  }

  @Test
  void nothingIsMissingInASample() {
    Set<String> empty = new TreeSet<>();
    Samples.all()
        .forEach(
            (type, sample) -> {
              for (RecordComponent component : type.getRecordComponents()) {
                if (isEmpty(read(sample, component))) {
                  empty.add(type.getSimpleName() + "." + component.getName());
                }
              }
            });

    empty.removeAll(EXCLUDED);
    assertThat(empty).isEmpty();
  }

  @Test
  void aSampleIsFoundByItsType() {
    assertThat(Samples.of(io.gds.database.access.ProcessId.class).id()).isEqualTo("12");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Samples.of(FakeCall.class))
        .withMessageContaining("FakeCall");
  }

  @Test
  void anEngineFilledWithSamplesShowsThemThroughEveryCapability() {
    try (FakeDatabaseEngine engine = FakeDatabaseEngine.builder().samples().build()) {
      assertThat(engine.databases()).extracting(FakeDatabase::name).containsExactly("orders");
      assertThat(engine.database("orders").schemas()).hasSize(1);
      assertThat(engine.require(io.gds.database.access.SupportsUsers.class).users()).hasSize(1);
      assertThat(engine.require(io.gds.database.ha.SupportsHighAvailability.class).haStatus())
          .satisfies(status -> assertThat(status.nodes()).hasSize(2));
    }
  }

  private static boolean isPublicRecord(Class<?> type) {
    return type.isRecord()
        && Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null
            || Modifier.isPublic(type.getEnclosingClass().getModifiers()));
  }

  private static Object read(Record sample, RecordComponent component) {
    try {
      return component.getAccessor().invoke(sample);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isEmpty(Object value) {
    return value.equals(Optional.empty())
        || value.equals(OptionalInt.empty())
        || value.equals(OptionalLong.empty())
        || value.equals(OptionalDouble.empty())
        || value.equals("")
        || (value instanceof Collection<?> items && items.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static List<Class<?>> apiClasses() throws Exception {
    Path place =
        Path.of(DatabaseEngine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(place)) {
      return classesBelow(place);
    }
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
      return classesBelow(jar.getPath("/"));
    }
  }

  private static List<Class<?>> classesBelow(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .<Class<?>>map(SamplesTest::loaded)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> loaded(String file) {
    try {
      return Class.forName(file.replace(".class", "").replace('/', '.').replace('\\', '.'));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
