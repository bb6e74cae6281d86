package io.gds.database.testkit.contract;

import io.gds.database.Capability;
import io.gds.database.SupportsDefinition;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.operation.Operation;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SupportsConfiguration;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The capability interfaces of the API, and their methods as data. */
final class Capabilities {
  private Capabilities() {}

  /** All of them. */
  static final List<Class<? extends Capability>> ALL =
      List.of(
          SupportsDefinition.class,
          SupportsBackup.class,
          SupportsBackupCatalog.class,
          SupportsRestore.class,
          SupportsClone.class,
          SupportsHighAvailability.class,
          SupportsSwitchover.class,
          SupportsTopologyChange.class,
          SupportsUsers.class,
          SupportsProcesses.class,
          SupportsConfiguration.class,
          SupportsMetrics.class,
          SupportsLogs.class,
          SupportsStatements.class,
          SupportsLifecycle.class,
          SupportsStates.class,
          SupportsSchemas.class,
          SupportsSql.class);

  /** The methods of a capability that plan a change, by name. */
  static List<Method> preparing(Class<? extends Capability> capability) {
    return methods(capability).stream()
        .filter(method -> method.getName().startsWith("prepare"))
        .filter(method -> Operation.class.isAssignableFrom(method.getReturnType()))
        .toList();
  }

  /** The methods of a capability that publish option keys, by name. */
  static List<Method> publishingKeys(Class<? extends Capability> capability) {
    return methods(capability).stream()
        .filter(method -> method.getName().endsWith("Keys") && method.getParameterCount() == 0)
        .toList();
  }

  /** The verb that a method prepares, such as {@code backup} for {@code prepareBackup}. */
  static String verb(Method preparing) {
    String name = preparing.getName().substring("prepare".length());
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /** All methods of a capability that can be called on it, by name. */
  static List<Method> methods(Class<? extends Capability> capability) {
    return Arrays.stream(capability.getMethods())
        .filter(method -> !method.isSynthetic())
        .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
        .toList();
  }

  /** Calls a method and throws what it throws. */
  static @Nullable Object call(Method method, Object on, Object... arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Calls a method that yields something and throws nothing checked. */
  static Object invoke(Method method, Object on, Object... arguments) {
    try {
      Object result = call(method, on, arguments);
      if (result == null) {
        throw new AssertionError(method.getName() + " yields null");
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
