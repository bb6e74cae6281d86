package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JavadocTest {
  /** Immutable settings that are changed by methods of their own instead of by a builder. */
  private static final Set<String> SELF_CHANGING =
      Set.of("BackupQuery", "DatabaseQuery", "PoolSettings", "Timeouts", "TlsSettings");

  @Test
  void theSourcesWereFound() {
    assertThat(ApiSources.TYPES).hasSizeGreaterThan(150);
  }

  @Test
  void everyPublicTypeSaysWhatItIs() {
    assertThat(ApiSources.TYPES).filteredOn(type -> type.doc().isBlank()).isEmpty();
  }

  @Test
  void everyPublicMethodSaysWhatItDoes() {
    assertThat(methods())
        .filteredOn(method -> !method.overrides() && method.doc().isBlank())
        .isEmpty();
  }

  @Test
  void everyClassWithStateSaysWhetherItIsThreadSafe() {
    List<ApiSources.Type> silent =
        ApiSources.TYPES.stream()
            .filter(ApiSources.Type::isClass)
            .filter(type -> !type.name().endsWith("Exception")) // their root says it for all
            .filter(type -> type.isBuilder() || type.hasState())
            .filter(type -> !type.doc().replaceAll("\\s+", " ").contains("hread-safe"))
            .toList();

    assertThat(silent).isEmpty();
  }

  @Test
  void everyBuilderSaysThatItIsNotThreadSafe() {
    assertThat(ApiSources.TYPES)
        .filteredOn(ApiSources.Type::isBuilder)
        .hasSizeGreaterThan(20)
        .allSatisfy(type -> assertThat(type.doc()).contains("Not thread-safe."));
  }

  @Test
  void everySetterOfEveryBuilderOfOptionsSaysItsDefault() {
    Set<String> values =
        ApiSources.TYPES.stream()
            .filter(ApiSources.Type::isRecord) // what is read from a server has no defaults
            .map(type -> type.name() + ".Builder")
            .collect(Collectors.toSet());
    List<ApiSources.Method> setters =
        ApiSources.TYPES.stream()
            .filter(type -> type.isBuilder() && !values.contains(type.name()))
            .flatMap(type -> type.methods().stream())
            .filter(method -> method.returns().matches("B|Builder"))
            .toList();

    assertThat(setters).hasSizeGreaterThan(100);
    assertThat(setters)
        .filteredOn(m -> !m.doc().contains("Default:") && !m.doc().contains("Must be given."))
        .isEmpty();
  }

  @Test
  void everyReaderOfSelfChangingSettingsSaysItsDefault() {
    List<ApiSources.Method> readers =
        ApiSources.TYPES.stream()
            .filter(type -> SELF_CHANGING.contains(type.name()))
            .flatMap(type -> type.methods().stream())
            .filter(method -> !method.overrides())
            .filter(method -> !SELF_CHANGING.contains(method.returns()))
            .filter(method -> !Set.of("matches", "verifies").contains(method.name()))
            .toList();

    assertThat(readers).hasSizeGreaterThan(15);
    assertThat(readers).filteredOn(m -> !m.doc().contains("by default")).isEmpty();
  }

  private static Stream<ApiSources.Method> methods() {
    return ApiSources.TYPES.stream().flatMap(type -> type.methods().stream());
  }
}
