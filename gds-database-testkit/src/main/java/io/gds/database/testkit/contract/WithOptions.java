package io.gds.database.testkit.contract;

import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;

/** Gives any options further platform options, by the builder that every option class has. */
final class WithOptions {
  private WithOptions() {}

  static Options of(Options options, OptionValues values) {
    try {
      Object builder = options.getClass().getMethod("toBuilder").invoke(options);
      Class<?> type = builder.getClass();
      type.getMethod("options", OptionValues.class).invoke(builder, values);
      return (Options) type.getMethod("build").invoke(builder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(options.getClass() + " has no builder of its own", e);
    }
  }
}
