package io.gds.database.jdbc;

import java.nio.charset.StandardCharsets;

/** What a platform counts when it limits the length of a name. */
public enum LengthUnit {
  /** Bytes in UTF-8: PostgreSQL. */
  BYTES {
    @Override
    int lengthOf(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  },
  /** UTF-16 units, as Java counts: SQL Server. */
  CHARS {
    @Override
    int lengthOf(String text) {
      return text.length();
    }
  },
  /** Unicode code points: Snowflake. */
  CODE_POINTS {
    @Override
    int lengthOf(String text) {
      return text.codePointCount(0, text.length());
    }
  };

  abstract int lengthOf(String text);
}
