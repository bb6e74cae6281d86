package io.gds.database.error;

import java.util.Optional;

/** A constraint refused the data; the code says whether unique, foreign key, check or not null. */
public final class ConstraintViolationException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public ConstraintViolationException(ErrorDetails details) {
    super(details);
  }

  /** The constraint's name, where the server gives it. */
  public Optional<String> constraint() {
    return details().get("constraint");
  }
}
