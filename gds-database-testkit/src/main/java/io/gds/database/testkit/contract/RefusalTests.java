package io.gds.database.testkit.contract;

import io.gds.database.Capability;
import io.gds.database.CapabilitySource;
import io.gds.database.Database;
import io.gds.database.error.DatabaseException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is not declared is refused: when it is asked for, and when a typed handle has its methods.
 */
abstract class RefusalTests extends ContractGroup {
  private final Predicate<Class<? extends Capability>> concerned;

  /** Refusals of the capabilities a suite is concerned with. */
  RefusalTests(PlatformContract contract, Predicate<Class<? extends Capability>> concerned) {
    super(contract);
    this.concerned = concerned;
  }

  @TestFactory
  List<DynamicTest> everyCapabilityIsEitherThereOrRefused() {
    Database database = run().created();
    Arguments arguments = new Arguments(run(), database);
    List<DynamicTest> tests = new ArrayList<>();
    addTests(tests, "engine", engine(), declared().engine(), arguments);
    addTests(tests, "database", database, declared().database(), arguments);
    return tests;
  }

  private void addTests(
      List<DynamicTest> tests,
      String holder,
      CapabilitySource source,
      Set<Class<? extends Capability>> declared,
      Arguments arguments) {
    Capabilities.ALL.stream()
        .filter(concerned)
        .forEach(
            type -> {
              boolean there = declared.contains(type);
              String name =
                  "the " + holder + (there ? " has " : " refuses ") + type.getSimpleName();
              tests.add(
                  dynamicTest(
                      name,
                      () -> {
                        if (there) {
                          source.require(type);
                        } else {
                          assertRefused(source, type);
                          assertTypedMethodsRefuse(source, type, arguments);
                        }
                      }));
            });
  }

  /** A handle that is a typed one has the methods; they refuse in the same way. */
  private void assertTypedMethodsRefuse(
      CapabilitySource source, Class<? extends Capability> type, Arguments arguments) {
    if (!type.isInstance(source)) {
      return;
    }
    for (Method method : Capabilities.methods(type)) {
      String what = type.getSimpleName() + "." + method.getName() + ", which is not declared,";
      Object[] given = arguments.of(method);
      DatabaseException refusal =
          run().refused(what, () -> Capabilities.call(method, source, given));
      assertUnsupported(refusal, type.getSimpleName());
    }
  }
}
