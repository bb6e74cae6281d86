package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Capability;
import io.gds.database.CapabilitySource;
import io.gds.database.Database;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The dry run: every verb that plans a change, found by reflection on every capability that is
 * declared, is prepared and scripted, and nothing is changed by it.
 */
abstract class PreparationTests extends ContractGroup {
  PreparationTests(PlatformContract contract) {
    super(contract);
  }

  @TestFactory
  List<DynamicTest> preparingAndScriptingChangesNothing() {
    Database database = run().filled();
    Location backup =
        declared().database().contains(SupportsBackup.class)
            ? run().backedUp(database).location()
            : fixture().backupPlace();
    SampleOptions samples = new SampleOptions(run(), database, backup);
    List<DynamicTest> tests = new ArrayList<>();
    addTests(tests, "engine", engine(), declared().engine(), samples);
    addTests(tests, "database", database, declared().database(), samples);
    assertThat(tests).as("verbs that plan a change").isNotEmpty();
    return tests;
  }

  private void addTests(
      List<DynamicTest> tests,
      String holder,
      CapabilitySource source,
      Set<Class<? extends Capability>> declared,
      SampleOptions samples) {
    for (Class<? extends Capability> capability : declared) {
      for (Method verb : Capabilities.preparing(capability)) {
        tests.add(
            dynamicTest(
                "the "
                    + holder
                    + "'s "
                    + capability.getSimpleName()
                    + "."
                    + verb.getName()
                    + " changes nothing",
                () -> prepare(source.require(capability), verb, samples)));
      }
    }
  }

  private void prepare(Object handle, Method verb, SampleOptions samples) {
    Options options = samples.of(verb.getParameterTypes()[0].asSubclass(Options.class));
    if (verb.getName().equals("prepareDeleteBackups") && !declared().deletesBackups()) {
      assertUnsupported("deleting backups", () -> Capabilities.invoke(verb, handle, options));
      return;
    }
    if (verb.getName().equals("prepareAlter") && !declared().renames()) {
      assertUnsupported("a rename", () -> Capabilities.invoke(verb, handle, options));
      return;
    }
    run().audit().forget();
    Operation<?> planned =
        run()
            .unchanged(
                verb.getName() + " with " + options,
                () -> {
                  Operation<?> operation =
                      (Operation<?>) Capabilities.invoke(verb, handle, options);
                  assertThat(operation.script().text()).isNotNull();
                  assertThat(operation.checks()).doesNotContainNull();
                  return operation;
                });
    assertThat(run().audit().records()).as("audit records of a dry run").isEmpty();
    assertThat(planned.name()).as("the operation's name").isEqualTo(Capabilities.verb(verb));
    assertThat(planned.target()).isNotBlank();
    assertThat(planned.script().steps()).extracting(Step::text).noneMatch(String::isBlank);
    for (Check check : planned.checks()) {
      assertThat(check.rule()).isNotBlank();
      assertThat(check.subject()).as("the subject of the check \"%s\"", check.rule()).isNotBlank();
      if (check.refused()) {
        assertThat(check.remedy())
            .as("the remedy of the refusal \"%s\"", check.rule())
            .isNotBlank();
      }
    }
  }
}
