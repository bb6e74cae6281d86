package io.gds.database;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.library.GeneralCodingRules;
import io.gds.database.operation.Options;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final String ROOT = "io.gds.database";
  private static final Set<String> CAPABILITY_PACKAGES =
      Set.of(
          "access",
          "backup",
          "cloning",
          "data",
          "ha",
          "lifecycle",
          "observe",
          "schema",
          "settings");

  /** What each package may see of the others; the root package is the empty name. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "error", List.of(),
          "connection", List.of("error"),
          "operation", List.of("error", "connection"),
          "", List.of("error", "connection", "operation"),
          "spi", List.of("error", "connection", "operation", ""),
          "manager", List.of("error", "connection", "operation", "", "spi"));

  @Test
  void packagesDependInOneDirectionOnly() {
    ARROWS.forEach((from, to) -> mayOnlySee(from, to));
    CAPABILITY_PACKAGES.forEach(
        from -> mayOnlySee(from, List.of("error", "connection", "operation", "")));
  }

  private static void mayOnlySee(String from, List<String> to) {
    String[] allowed =
        Stream.concat(to.stream(), Stream.of(from))
            .map(HouseRulesTest::full)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(full(from))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed)
                .or(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        resideInAPackage(ROOT + ".."))))
        .check(ApiClasses.ALL);
  }

  private static String full(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }

  @Test
  void everyPackageHasItsPlaceInTheRules() {
    Set<String> known = new TreeSet<>(CAPABILITY_PACKAGES);
    known.addAll(ARROWS.keySet());

    assertThat(packages())
        .map(HouseRulesTest::shortened)
        .containsExactlyInAnyOrderElementsOf(known);
  }

  private static String shortened(String name) {
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  private static Set<String> packages() {
    Set<String> names = new TreeSet<>();
    ApiClasses.ALL.forEach(type -> names.add(type.getPackageName()));
    return names;
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(ApiClasses.ALL);
  }

  @Test
  void onlyLoggingAndNullnessComeFromOutside() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                ROOT + "..", "java..", "javax.sql..", "org.slf4j..", "org.jspecify.annotations.."))
        .check(ApiClasses.ALL);
  }

  @Test
  void nothingIsPrinted() {
    noClasses().should(GeneralCodingRules.ACCESS_STANDARD_STREAMS).check(ApiClasses.ALL);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(packages())
        .allSatisfy(
            name ->
                assertThat(Class.forName(name + ".package-info")).hasAnnotation(NullMarked.class));
  }

  @Test
  void nothingMissingIsAskedForAsAnOptionalParameter() {
    Set<Class<?>> optionals =
        Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);
    List<Executable> offenders =
        ApiClasses.loaded().stream()
            .filter(type -> Modifier.isPublic(type.getModifiers()))
            .flatMap(
                type ->
                    Stream.concat(
                        Arrays.stream(type.getDeclaredMethods()),
                        type.isRecord()
                            ? Stream.empty()
                            : Arrays.stream(type.getDeclaredConstructors())))
            .filter(executable -> Modifier.isPublic(executable.getModifiers()))
            .filter(e -> Arrays.stream(e.getParameterTypes()).anyMatch(optionals::contains))
            .toList();

    assertThat(offenders).isEmpty();
  }

  @Test
  void optionsAreFinalClassesThatCanBeChangedByABuilderOnly() {
    List<Class<?>> options =
        ApiClasses.loaded().stream()
            .filter(type -> Options.class.isAssignableFrom(type) && type != Options.class)
            .toList();

    assertThat(options)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            type -> {
              assertThat(type).isFinal();
              assertThat(type.getMethod("builder").getReturnType())
                  .isEqualTo(type.getMethod("toBuilder").getReturnType());
              assertThat(type.getMethod("toBuilder").getReturnType().getMethod("build"))
                  .returns(type, java.lang.reflect.Method::getReturnType);
              assertThat(type.getConstructors()).isEmpty();
              assertThat(type.getDeclaredFields())
                  .allSatisfy(field -> assertThat(Modifier.isFinal(field.getModifiers())).isTrue());
            });
  }
}
