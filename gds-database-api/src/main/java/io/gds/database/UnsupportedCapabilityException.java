package io.gds.database;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;

/**
 * The platform, its version or its edition does not offer a capability. Says which, why, and what
 * would help. Nothing was sent.
 */
public final class UnsupportedCapabilityException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  private final CapabilityStatusText status;

  private record CapabilityStatusText(String capability, Availability availability)
      implements java.io.Serializable {}

  private UnsupportedCapabilityException(ErrorDetails details, CapabilityStatus status) {
    super(details);
    this.status =
        new CapabilityStatusText(status.capability().getSimpleName(), status.availability());
  }

  /** The refusal that belongs to a status. */
  public static UnsupportedCapabilityException of(
      String platform, String target, CapabilityStatus status) {
    ErrorDetails details =
        ErrorDetails.of(
                ErrorCode.UNSUPPORTED_CAPABILITY,
                status.subject() + " is not supported by " + platform + ": " + status.reason())
            .platform(platform)
            .target(target);
    return new UnsupportedCapabilityException(
        status.remedy().isEmpty() ? details : details.remedy(status.remedy()), status);
  }

  /** The simple name of the capability's interface. */
  public String capability() {
    return status.capability();
  }

  /** What stands against it. */
  public Availability availability() {
    return status.availability();
  }
}
