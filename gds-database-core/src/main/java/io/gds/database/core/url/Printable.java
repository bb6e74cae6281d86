package io.gds.database.core.url;

/** Foreign text made fit for one line of a log or message. Pure. */
public final class Printable {
  private Printable() {}

  /**
   * The text on one line: control characters, format characters (which may turn the reading
   * direction), line separators and unpaired surrogates as {@code \}{@code uXXXX}, cut after so
   * many characters.
   */
  public static String line(String text, int atMost) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), atMost) + 16);
    for (int i = 0; i < text.length(); ) {
      if (line.length() >= atMost) {
        return line.append("…").toString();
      }
      int point = text.codePointAt(i);
      switch (Character.getType(point)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE ->
            line.append(point == '\n' ? "\\n" : String.format("\\u%04x", point));
        default -> line.appendCodePoint(point);
      }
      i += Character.charCount(point);
    }
    return line.toString();
  }
}
