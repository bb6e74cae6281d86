package io.gds.database.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One or more options are faulty. All faults are reported at once, each naming its option; a fault
 * about an unknown option names the known ones. Nothing was sent and nothing changed.
 */
public final class InvalidOptionsException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  private final List<OptionFault> faults;

  /** Makes the exception of a single fault described by its details. */
  public InvalidOptionsException(ErrorDetails details) {
    super(details);
    this.faults = List.of(new OptionFault(details.get("target").orElse("name"), details.message()));
  }

  private InvalidOptionsException(ErrorDetails details, List<OptionFault> faults) {
    super(details);
    this.faults = faults;
  }

  /**
   * Makes the exception of all faults found.
   *
   * @param what what the options are for, such as {@code backup options}
   */
  public static InvalidOptionsException of(String what, List<OptionFault> faults) {
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("no faults");
    }
    String text = faults.stream().map(OptionFault::toString).collect(Collectors.joining("; "));
    return new InvalidOptionsException(
        ErrorDetails.of(ErrorCode.INVALID_OPTIONS, what + ": " + text), List.copyOf(faults));
  }

  /** All faults, at least one. */
  public List<OptionFault> faults() {
    return faults;
  }
}
