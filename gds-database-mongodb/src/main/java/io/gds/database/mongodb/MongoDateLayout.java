package io.gds.database.mongodb;

import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The three ways in which the vendor's tool lets dates be laid out, as Java's. What a way has and
 * is not here is refused, never taken for a letter of the text.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/database-tools/mongoimport/#std-option-mongoimport.--columnsHaveTypes">columnsHaveTypes</a>
 */
final class MongoDateLayout {
  /** The parts of the reference time that layouts are written as; the longer ones first. */
  private static final Map<String, String> GO = new LinkedHashMap<>();

  /** 69 is 1969, and 68 is 2068. */
  private static final int FIRST_OF_TWO_DIGITS = 1969;

  private static final Map<String, String> MICROSOFT = new LinkedHashMap<>();
  private static final Map<String, String> ORACLE = new LinkedHashMap<>();

  static {
    GO.put("January", "MMMM");
    GO.put("Monday", "EEEE");
    GO.put("Z07:00", "XXX");
    GO.put("-07:00", "xxx");
    GO.put("Z0700", "XX");
    GO.put("-0700", "xx");
    GO.put("-07", "x");
    GO.put("2006", "uuuu");
    GO.put(".000000", ".SSSSSS");
    GO.put(".000", ".SSS");
    GO.put("Jan", "MMM");
    GO.put("Mon", "EEE");
    GO.put("MST", "zzz");
    GO.put("01", "MM");
    GO.put("02", "dd");
    GO.put("03", "hh");
    GO.put("04", "mm");
    GO.put("05", "ss");
    GO.put("06", "uu");
    GO.put("15", "HH");
    GO.put("PM", "a");
    GO.put("1", "M");
    GO.put("2", "d");
    GO.put("3", "h");
    GO.put("4", "m");
    GO.put("5", "s");
    MICROSOFT.put("yyyy", "uuuu");
    MICROSOFT.put("yyy", "uuuu");
    MICROSOFT.put("MMMM", "MMMM");
    MICROSOFT.put("dddd", "EEEE");
    MICROSOFT.put("MMM", "MMM");
    MICROSOFT.put("ddd", "EEE");
    MICROSOFT.put("fff", "SSS");
    MICROSOFT.put("zzz", "xxx");
    MICROSOFT.put("zz", "x");
    MICROSOFT.put("yy", "uu");
    MICROSOFT.put("MM", "MM");
    MICROSOFT.put("dd", "dd");
    MICROSOFT.put("HH", "HH");
    MICROSOFT.put("hh", "hh");
    MICROSOFT.put("mm", "mm");
    MICROSOFT.put("ss", "ss");
    MICROSOFT.put("tt", "a");
    MICROSOFT.put("M", "M");
    MICROSOFT.put("d", "d");
    MICROSOFT.put("H", "H");
    MICROSOFT.put("h", "h");
    MICROSOFT.put("m", "m");
    MICROSOFT.put("s", "s");
    ORACLE.put("YYYY", "uuuu");
    ORACLE.put("MONTH", "MMMM");
    ORACLE.put("HH24", "HH");
    ORACLE.put("HH12", "hh");
    ORACLE.put("MON", "MMM");
    ORACLE.put("DAY", "EEEE");
    ORACLE.put("FF3", "SSS");
    ORACLE.put("TZH:TZM", "xxx");
    ORACLE.put("TZD", "zzz");
    ORACLE.put("TZH", "x");
    ORACLE.put("YY", "uu");
    ORACLE.put("MM", "MM");
    ORACLE.put("DD", "dd");
    ORACLE.put("DY", "EEE");
    ORACLE.put("HH", "hh");
    ORACLE.put("MI", "mm");
    ORACLE.put("SS", "ss");
    ORACLE.put("AM", "a");
    ORACLE.put("PM", "a");
  }

  private MongoDateLayout() {}

  static DateTimeFormatter ofGo(String layout) throws MongoJsonText.Fault {
    return of(layout, GO);
  }

  static DateTimeFormatter ofMicrosoft(String layout) throws MongoJsonText.Fault {
    return of(layout, MICROSOFT);
  }

  static DateTimeFormatter ofOracle(String layout) throws MongoJsonText.Fault {
    return of(layout, ORACLE);
  }

  private static DateTimeFormatter of(String layout, Map<String, String> parts)
      throws MongoJsonText.Fault {
    if (layout.isEmpty()) {
      throw new MongoJsonText.Fault("a date needs a layout between its brackets");
    }
    DateTimeFormatterBuilder made = new DateTimeFormatterBuilder().parseCaseInsensitive();
    for (int at = 0; at < layout.length(); ) {
      String rest = layout.substring(at);
      Map.Entry<String, String> part =
          parts.entrySet().stream()
              .filter(each -> rest.startsWith(each.getKey()))
              .findFirst()
              .orElse(null);
      if (part == null) {
        made.appendLiteral(separator(rest, parts == GO));
        at++;
        continue;
      }
      if (part.getValue().equals("uu")) {
        made.appendValueReduced(ChronoField.YEAR, 2, 2, FIRST_OF_TWO_DIGITS);
      } else {
        made.appendPattern(part.getValue());
      }
      at += part.getKey().length();
    }
    return made.parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
        .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
        .toFormatter(Locale.ENGLISH)
        .withChronology(IsoChronology.INSTANCE)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /**
   * A letter that stands for itself.
   *
   * @param words whether those do that are no part
   */
  private static char separator(String rest, boolean words) throws MongoJsonText.Fault {
    char c = rest.charAt(0);
    boolean itself = words ? !Character.isDigit(c) : !Character.isLetterOrDigit(c);
    if (c != 'T' && c != 'Z' && !itself) {
      throw new MongoJsonText.Fault("the layout of a date is not understood from here on: " + rest);
    }
    return c;
  }
}
