package io.gds.database.testkit.snowflake;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of a stage: the rows that were written, as far as its format keeps them.
 *
 * @param format PARQUET or CSV
 * @param columns the names of the columns, if the format keeps them
 * @param rows in CSV all values are texts
 * @param written when
 */
record ModelStageFile(
    String format, List<String> columns, List<List<@Nullable Object>> rows, Instant written) {
  /** Keeps copies. */
  ModelStageFile {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  long size() {
    return 16L + content().length;
  }

  private byte[] content() {
    return rows.toString().getBytes(StandardCharsets.UTF_8);
  }

  String md5() {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(content());
      return String.format("%032x", new BigInteger(1, digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
