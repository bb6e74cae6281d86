package io.gds.database.mongodb;

import io.gds.database.core.url.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.bson.RawBsonDocument;

/** Reads one document in extended JSON, and takes nothing behind it for granted. Pure. */
final class MongoJsonText {
  /** How deep servers let documents be. */
  private static final int DEEPEST = 200;

  private static final int MESSAGE_LIMIT = 200;

  /** What of a text cannot be taken. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
      super(message);
    }
  }

  private MongoJsonText() {}

  /** UTF-8 as text; nothing is put in the place of what is none. */
  static String decoded(byte[] bytes, int length) throws Fault {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Fault("it is not UTF-8");
    }
  }

  /** A document, and nothing but blanks around it. */
  static RawBsonDocument parse(String text) throws Fault {
    requireOne(text);
    try {
      return RawBsonDocument.parse(text);
    } catch (RuntimeException e) {
      // The driver's reader throws many kinds; each means that it could not read it.
      throw new Fault(
          "it is no document in extended JSON: "
              + Printable.line(String.valueOf(e.getMessage()), MESSAGE_LIMIT));
    }
  }

  /** The driver's reader stops at the end of a document, whatever follows, and goes ever deeper. */
  private static void requireOne(String text) throws Fault {
    int depth = 0;
    boolean over = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
        continue;
      }
      if (over && !Character.isWhitespace(c)) {
        throw new Fault("something follows behind the document");
      }
      if (depth == 0 && c != '{' && !Character.isWhitespace(c)) {
        throw new Fault("it does not begin with {");
      }
      switch (c) {
        case '"', '\'' -> quote = c;
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          over = depth == 0;
        }
        default -> {
          // Of a value.
        }
      }
      if (depth > DEEPEST) {
        throw new Fault("it is nested deeper than " + DEEPEST + " levels");
      }
    }
    if (!over) {
      throw new Fault("it has no end");
    }
  }
}
