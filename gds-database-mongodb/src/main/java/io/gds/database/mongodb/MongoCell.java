package io.gds.database.mongodb;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * Makes a value of a text; throws any exception if it cannot. The types are those of the vendor's
 * tool, and {@code objectid}.
 */
interface MongoCell {
  Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
  Pattern BROKEN = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  Pattern ENDLESS = Pattern.compile("[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);
  Pattern OBJECT_ID = Pattern.compile("ObjectId\\((.*)\\)");

  MongoCell TEXT = BsonString::new;
  MongoCell AUTO = MongoCell::auto;

  BsonValue value(String text);

  /**
   * A type as a column declares it.
   *
   * @param argument what stands between the brackets
   */
  static MongoCell declared(String type, String argument) throws MongoJsonText.Fault {
    String given = argument.replaceAll("\\\\(.)", "$1");
    boolean takes = type.equals("binary") || type.startsWith("date");
    if (!takes && !given.isEmpty()) {
      throw new MongoJsonText.Fault("the type " + type + " takes nothing between its brackets");
    }
    return switch (type) {
      case "auto" -> AUTO;
      case "string" -> TEXT;
      case "boolean" -> text -> new BsonBoolean(truth(text));
      case "int32" -> text -> new BsonInt32(Integer.parseInt(whole(text)));
      case "int64" -> text -> new BsonInt64(Long.parseLong(whole(text)));
      case "double" -> text -> new BsonDouble(broken(text));
      case "decimal" -> text -> new BsonDecimal128(Decimal128.parse(text));
      case "objectid" -> MongoCell::objectId;
      case "binary" -> binary(given);
      case "date", "date_go" -> date(MongoDateLayout.ofGo(given));
      case "date_ms" -> date(MongoDateLayout.ofMicrosoft(given));
      case "date_oracle" -> date(MongoDateLayout.ofOracle(given));
      default -> throw new MongoJsonText.Fault("there is no type " + type);
    };
  }

  private static BsonValue auto(String text) {
    if (WHOLE.matcher(text).matches()) {
      try {
        long whole = Long.parseLong(text);
        return whole == (int) whole ? new BsonInt32((int) whole) : new BsonInt64(whole);
      } catch (NumberFormatException e) {
        // Too long for one: it may be a double.
      }
    }
    try {
      return new BsonDouble(broken(text));
    } catch (NumberFormatException e) {
      return new BsonString(text);
    }
  }

  private static String whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new NumberFormatException(text);
    }
    return text;
  }

  /** Java would take blanks around it, and letters behind. */
  private static double broken(String text) {
    if (BROKEN.matcher(text).matches()) {
      double value = Double.parseDouble(text);
      if (!Double.isInfinite(value)) {
        return value;
      }
    }
    if (ENDLESS.matcher(text).matches()) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    throw new NumberFormatException(text);
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static BsonValue objectId(String text) {
    return new BsonObjectId(new ObjectId(OBJECT_ID.matcher(text).replaceFirst("$1")));
  }

  private static MongoCell binary(String encoding) throws MongoJsonText.Fault {
    return switch (encoding) {
      case "base64" -> text -> new BsonBinary(Base64.getDecoder().decode(text));
      case "hex" -> text -> new BsonBinary(HexFormat.of().parseHex(text));
      default -> throw new MongoJsonText.Fault("binary takes base64 or hex, and not " + encoding);
    };
  }

  /** What a layout leaves out is the beginning; without a zone it is UTC. */
  private static MongoCell date(DateTimeFormatter layout) {
    return text -> {
      TemporalAccessor parsed = layout.parse(text);
      ZoneId zone = parsed.query(TemporalQueries.zone());
      LocalTime time = parsed.query(TemporalQueries.localTime());
      return new BsonDateTime(
          LocalDate.from(parsed)
              .atTime(time == null ? LocalTime.MIDNIGHT : time)
              .atZone(zone == null ? ZoneOffset.UTC : zone)
              .toInstant()
              .toEpochMilli());
    };
  }
}
