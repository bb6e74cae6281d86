package io.gds.database.testkit.wire;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How texts of one byte a character are written, and what else goes with it on the wire.
 *
 * @param info language, what is not told apart, and version
 * @param sort the number of an old sort order; 0 for none
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/collations/collation-and-unicode-support">Collation
 *     and Unicode support</a>
 */
record TdsCollation(int info, int sort) {
  static final int LENGTH = 5;

  /** SQL_Latin1_General_CP1_CI_AS, which an English server has. */
  static final TdsCollation LATIN = new TdsCollation(0x00D0_0409, 0x34);

  /** Latin1_General_100_CI_AS_SC_UTF8. */
  static final TdsCollation UTF8 = new TdsCollation(0x24D0_0409, 0);

  private static final int UTF8_BIT = 0x0400_0000;

  static TdsCollation read(TdsReader in) {
    return new TdsCollation(in.int4(), in.int1());
  }

  byte[] bytes() {
    return new TdsWriter().int4(info).int1(sort).toBytes();
  }

  Charset charset() {
    return (info & UTF8_BIT) != 0 ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
  }
}
