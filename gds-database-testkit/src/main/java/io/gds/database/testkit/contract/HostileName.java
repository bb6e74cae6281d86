package io.gds.database.testkit.contract;

/**
 * A name made to be mistaken for something else, with what is hostile about it.
 *
 * @param what a description that is safe to print
 * @param text the name itself
 */
public record HostileName(String what, String text) {
  /** The description. */
  @Override
  public String toString() {
    return what;
  }
}
