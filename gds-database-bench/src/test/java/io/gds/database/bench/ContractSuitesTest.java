package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.spi.DatabaseProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each platform runs all contract suites: one that is left out is missed by nobody else. */
class ContractSuitesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> SUITES =
      List.of(
          "EngineContractTest",
          "BackupContractTest",
          "CloneContractTest",
          "HaContractTest",
          "LatestSmokeTest",
          "OptionsTest");

  /**
   * CockroachDB has no model to run them on; the fakes' suites stand beside the contract itself.
   */
  private static final Set<String> WITHOUT = Set.of("Cockroach", "Fake");

  @TestFactory
  Stream<DynamicTest> everyPlatformRunsAllContractSuites() {
    List<Class<?>> providers =
        ServiceLoader.load(DatabaseProvider.class).stream()
            .<Class<?>>map(ServiceLoader.Provider::type)
            .filter(provider -> !WITHOUT.contains(prefix(provider)))
            .toList();
    assertThat(providers).hasSizeGreaterThan(3);
    return providers.stream()
        .flatMap(
            provider ->
                SUITES.stream()
                    .map(
                        suite ->
                            DynamicTest.dynamicTest(
                                prefix(provider) + suite,
                                () ->
                                    assertThat(sources(provider))
                                        .contains(prefix(provider) + suite + ".java"))));
  }

  private static String prefix(Class<?> provider) {
    return provider.getSimpleName().replace("Provider", "");
  }

  /** The names of the tests beside a provider. */
  private static List<String> sources(Class<?> provider) throws IOException {
    String tests = "src/test/java/" + provider.getPackageName().replace('.', '/');
    try (Stream<Path> modules = Files.list(ROOT)) {
      Path directory =
          modules
              .map(module -> module.resolve(tests))
              .filter(Files::isDirectory)
              .findFirst()
              .orElseThrow();
      try (Stream<Path> files = Files.list(directory)) {
        return files.map(file -> file.getFileName().toString()).toList();
      }
    }
  }
}
