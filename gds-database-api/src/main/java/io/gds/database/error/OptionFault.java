package io.gds.database.error;

import java.io.Serializable;

/**
 * One faulty option.
 *
 * @param option the option's name as its owner calls it
 * @param reason what is wrong, as a sentence without the option's name in front
 */
public record OptionFault(String option, String reason) implements Serializable {
  @Override
  public String toString() {
    return option + ": " + reason;
  }
}
