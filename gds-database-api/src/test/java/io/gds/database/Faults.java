package io.gds.database;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests of options ask about refused ones. */
public final class Faults {
  private Faults() {}

  /** The names of all options that are refused, in order. */
  public static List<String> of(ThrowingCallable build) {
    return catchThrowableOfType(InvalidOptionsException.class, build).faults().stream()
        .map(OptionFault::option)
        .toList();
  }
}
