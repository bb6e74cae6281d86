package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Capability;
import io.gds.database.CapabilitySource;
import io.gds.database.Database;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The options only one platform has: what is published, and that nothing else is taken. */
abstract class OptionKeyTests extends ContractGroup {
  private static final OptionKey<String> FOREIGN =
      OptionKey.of("nosuchplatform.first", String.class, "An option of another platform.");
  private static final OptionKey<String> ALSO_FOREIGN =
      OptionKey.of("nosuchplatform.second", String.class, "Another one.");

  OptionKeyTests(PlatformContract contract) {
    super(contract);
  }

  /** What each publishing method of what is declared publishes, by a description of the method. */
  private Map<String, Collection<?>> published() {
    Map<String, Collection<?>> all = new LinkedHashMap<>();
    Database database = run().created();
    collect(all, "engine", engine(), declared().engine());
    collect(all, "database", database, declared().database());
    return all;
  }

  private static void collect(
      Map<String, Collection<?>> all,
      String holder,
      CapabilitySource source,
      Set<Class<? extends Capability>> declared) {
    for (Class<? extends Capability> type : declared) {
      for (Method method : Capabilities.publishingKeys(type)) {
        all.put(
            holder + "." + type.getSimpleName() + "." + method.getName(),
            (Collection<?>) Capabilities.invoke(method, source.require(type)));
      }
    }
  }

  @Test
  void everyPublishedOptionIsOfThisPlatformAndExplained() {
    Map<String, Collection<?>> published = run().unchanged("the option keys", this::publishedThere);
    published.forEach(
        (where, keys) -> {
          assertThat(keys.stream().map(Object::toString)).as(where).doesNotHaveDuplicates();
          keys.forEach(key -> assertSound(where, (OptionKey<?>) key));
        });
  }

  private Map<String, Collection<?>> publishedThere() {
    Map<String, Collection<?>> all = new LinkedHashMap<>();
    Database database = run().missing();
    collect(all, "engine", engine(), declared().engine());
    collect(all, "database", database, declared().database());
    return all;
  }

  private <T> void assertSound(String where, OptionKey<T> key) {
    assertThat(key.platform()).as("%s in %s", key, where).isEqualTo(engine().type().id());
    assertThat(key.description()).as("what %s does", key).isNotBlank();
    assertThat(key.range()).as("the values of %s", key).isNotBlank();
    key.defaultValue()
        .ifPresent(value -> assertThat(key.allows(value)).as("the default of %s", key).isTrue());
  }

  @TestFactory
  List<DynamicTest> anUnknownOptionIsRefusedAndTheKnownOnesNamed() {
    Map<String, Collection<?>> published = published();
    Database database = run().created();
    SampleOptions samples = new SampleOptions(run(), database, fixture().backupPlace());
    List<DynamicTest> tests = new ArrayList<>();
    addTests(tests, "engine", engine(), declared().engine(), samples, published);
    addTests(tests, "database", database, declared().database(), samples, published);
    return tests;
  }

  private void addTests(
      List<DynamicTest> tests,
      String holder,
      CapabilitySource source,
      Set<Class<? extends Capability>> declared,
      SampleOptions samples,
      Map<String, Collection<?>> published) {
    for (Class<? extends Capability> type : declared) {
      for (Method verb : Capabilities.preparing(type)) {
        tests.add(
            dynamicTest(
                "the " + holder + "'s " + verb.getName() + " refuses options it does not know",
                () ->
                    assertForeignRefused(source.require(type), verb, samples, published.values())));
      }
    }
  }

  private void assertForeignRefused(
      Object handle, Method verb, SampleOptions samples, Collection<Collection<?>> published) {
    Options plain = samples.of(verb.getParameterTypes()[0].asSubclass(Options.class));
    Options hostile =
        WithOptions.of(
            plain,
            OptionValues.none().with(FOREIGN, "'; DROP DATABASE x; --").with(ALSO_FOREIGN, "x"));
    DatabaseException refusal =
        run().refused(verb.getName(), () -> Capabilities.call(verb, handle, hostile));
    assertThat(refusal).isInstanceOf(InvalidOptionsException.class);
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
    List<OptionFault> faults = ((InvalidOptionsException) refusal).faults();
    assertThat(faults)
        .as("all faults at once")
        .extracting(OptionFault::option)
        .contains(FOREIGN.id(), ALSO_FOREIGN.id());
    assertThat(refusal.getMessage()).contains(FOREIGN.id(), ALSO_FOREIGN.id());
    assertKnownNamed(faults.get(0), published);
  }

  /** The fault names the keys of one of the publishing methods, or that there are none. */
  private static void assertKnownNamed(OptionFault fault, Collection<Collection<?>> published) {
    assertThat(published)
        .as("the known options named by \"%s\"", fault)
        .anySatisfy(
            keys -> {
              if (keys.isEmpty()) {
                assertThat(fault.reason()).contains("no platform options");
              } else {
                assertThat(keys)
                    .allSatisfy(key -> assertThat(fault.reason()).contains(key.toString()));
              }
            });
  }
}
