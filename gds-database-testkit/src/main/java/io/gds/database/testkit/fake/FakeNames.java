package io.gds.database.testkit.fake;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What the fake takes as a name, and how it writes one into a statement. */
final class FakeNames {
  private FakeNames() {}

  /** The name itself, if the fake can hold it exactly. */
  static String checked(String what, String name, int limit) {
    if (name.isBlank()) {
      throw refused(what, "is empty or blank");
    }
    if (name.indexOf('\0') >= 0) {
      throw refused(what, "holds a NUL character");
    }
    if (name.length() > limit) {
      throw refused(what, "has " + name.length() + " characters, more than " + limit);
    }
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
    } catch (CharacterCodingException e) {
      throw refused(what, "holds half a surrogate pair");
    }
    return name;
  }

  private static RuntimeException refused(String what, String why) {
    return ErrorDetails.of(ErrorCode.INVALID_NAME, "the " + what + "'s name " + why)
        .target(what)
        .remedy("Choose another name.")
        .toException();
  }

  /** The name between double quotes, those in it doubled. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
