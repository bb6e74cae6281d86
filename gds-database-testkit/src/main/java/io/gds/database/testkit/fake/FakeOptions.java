package io.gds.database.testkit.fake;

import io.gds.database.operation.OptionKey;

/** The option that only the fake has. A fake that poses as another platform does not take it. */
public final class FakeOptions {
  /**
   * A note that is kept with the call; it has no other effect. Default: none. Up to 100 letters.
   */
  public static final OptionKey<String> LABEL =
      OptionKey.of("fake.label", String.class, "A note that is kept with the call.")
          .checked(text -> text.length() <= 100, "text of at most 100 characters");

  private FakeOptions() {}
}
