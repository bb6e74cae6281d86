package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.ProcessId;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.Securable;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SupportsConfiguration;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every changing verb is a pair, and the verb does nothing but run what was prepared. */
class CapabilityVerbsTest {
  private static final Grant SELECT =
      Grant.of("SELECT", Securable.database("shop"), Principal.user("ada"));
  private static final AddNodeOptions NODE = AddNodeOptions.builder().node("b").build();
  private static final ProcessId PROCESS = new ProcessId("7", Instant.EPOCH);

  static final List<Verb> VERBS =
      List.of(
          new Verb(
              SupportsSwitchover.class,
              "switchover",
              SwitchoverOptions.builder().leader("a").build()),
          new Verb(
              SupportsSwitchover.class,
              "failover",
              FailoverOptions.builder().acceptDataLoss(true).build()),
          new Verb(SupportsSwitchover.class, "rejoin", RejoinOptions.builder().node("a").build()),
          new Verb(
              SupportsTopologyChange.class,
              "createHa",
              CreateHaOptions.builder().name("g").node(NODE).build()),
          new Verb(SupportsTopologyChange.class, "addNode", NODE),
          new Verb(
              SupportsTopologyChange.class,
              "removeNode",
              RemoveNodeOptions.builder().node("b").build()),
          new Verb(
              SupportsTopologyChange.class,
              "setSyncMode",
              SyncModeOptions.builder().syncMode(SyncMode.SYNCHRONOUS).build()),
          new Verb(
              SupportsUsers.class, "createUser", CreateUserOptions.builder().name("ada").build()),
          new Verb(
              SupportsUsers.class,
              "alterUser",
              AlterUserOptions.builder().name("ada").unlock(true).build()),
          new Verb(SupportsUsers.class, "dropUser", DropUserOptions.builder().name("ada").build()),
          new Verb(
              SupportsUsers.class, "createRole", CreateRoleOptions.builder().name("app").build()),
          new Verb(SupportsUsers.class, "dropRole", DropRoleOptions.builder().name("app").build()),
          new Verb(SupportsUsers.class, "grant", GrantOptions.builder().grant(SELECT).build()),
          new Verb(SupportsUsers.class, "revoke", RevokeOptions.builder().grant(SELECT).build()),
          new Verb(SupportsProcesses.class, "cancelProcess", CancelProcessOptions.of(PROCESS)),
          new Verb(
              SupportsProcesses.class, "terminateProcess", TerminateProcessOptions.of(PROCESS)),
          new Verb(
              SupportsConfiguration.class,
              "setConfiguration",
              SetConfigurationOptions.of("work_mem", "8MB")),
          new Verb(
              SupportsConfiguration.class,
              "resetConfiguration",
              ResetConfigurationOptions.of("work_mem")),
          new Verb(SupportsLifecycle.class, "startup", StartupOptions.defaults()),
          new Verb(SupportsLifecycle.class, "shutdown", ShutdownOptions.defaults()),
          new Verb(SupportsLifecycle.class, "restart", RestartOptions.defaults()),
          new Verb(SupportsStates.class, "setState", SetStateOptions.of(StateChange.OFFLINE)));

  record Verb(Class<? extends Capability> capability, String name, Options options) {
    String prepare() {
      return "prepare" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    @Override
    public String toString() {
      return capability.getSimpleName() + "." + name;
    }
  }

  @ParameterizedTest
  @FieldSource("VERBS")
  void aVerbRunsOnceWhatItsPreparationPlannedOfTheSameOptions(Verb verb) throws Exception {
    List<String> calls = new ArrayList<>();
    List<Object> given = new ArrayList<>();
    Object operation =
        proxy(
            Operation.class,
            (self, method, args) -> {
              calls.add(method.getName());
              return null;
            });
    Object capability =
        proxy(
            verb.capability(),
            (self, method, args) -> {
              if (method.isDefault()) {
                return InvocationHandler.invokeDefault(self, method, args);
              }
              calls.add(method.getName());
              given.add(args[0]);
              return operation;
            });

    verb.capability()
        .getMethod(verb.name(), verb.options().getClass())
        .invoke(capability, verb.options());

    assertThat(calls).containsExactly(verb.prepare(), "run");
    assertThat(given).singleElement().isSameAs(verb.options());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        SupportsSwitchover.class,
        SupportsTopologyChange.class,
        SupportsUsers.class,
        SupportsProcesses.class,
        SupportsConfiguration.class,
        SupportsLifecycle.class,
        SupportsStates.class
      })
  void noVerbIsLeftOutHere(Class<?> capability) {
    List<String> prepared =
        Arrays.stream(capability.getMethods())
            .map(Method::getName)
            .filter(name -> name.startsWith("prepare"))
            .toList();

    assertThat(VERBS.stream().filter(v -> v.capability() == capability).map(Verb::prepare))
        .containsExactlyInAnyOrderElementsOf(prepared);
  }

  @ParameterizedTest
  @FieldSource("VERBS")
  void theOptionsOfEveryVerbCarryThoseOfOnePlatformAndRefuseUnknownOnes(Verb verb)
      throws Exception {
    OptionKey<Integer> key = OptionKey.of("fake.level", Integer.class, "A level.");
    Object builder = verb.options().getClass().getMethod("toBuilder").invoke(verb.options());
    ((Options.Builder<?>) builder).option(key, 3);
    Options options = (Options) builder.getClass().getMethod("build").invoke(builder);

    assertThat(options.platformOptions().given(key)).contains(3);
    assertThat(options.asMap()).containsEntry("fake.level", "3");
    assertThat(options).isNotEqualTo(verb.options());
    assertThat(Faults.of(() -> options.requireKnown(Set.of(), List.of())))
        .containsExactly("fake.level");
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
