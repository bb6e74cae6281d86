package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A name is a value: on a set where all is called so, each method does what it does where all has a
 * plain name, by as many commands, and tells the name as it is.
 */
class MongoEveryNameTest {
  private static final Pattern NUMBER =
      Pattern.compile(
          "gds-[0-9a-f-]+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,64}|@[0-9a-f]+|(?<=_)[0-9a-f]{8}(?![0-9a-z])"
              + "|\\d[0-9TZ:.-]*");

  private static final Map<String, String> USUAL = told("aplainone");

  /** All begin and end alike, so that lists have one order. */
  static List<String> names() {
    return List.of(
        "a]b'c;--{:1}*Ü数\ud83d\ude00e\u0301ß\u202e%_?\r\n\t\u0007\u001b[2Je",
        "a" + "é".repeat(30) + "e");
  }

  private static Map<String, String> told(String name) {
    try (MongoNamedScene at = new MongoNamedScene(name)) {
      MongoArguments samples = MongoArguments.of(at.engine, at);
      Map<String, String> told = new TreeMap<>();
      for (MongoMethod method : MongoMethod.all()) {
        AtomicReference<String> text = new AtomicReference<>();
        int commands = at.commands(() -> text.set(told(samples, method, at)));
        told.put(method.signature(), commands + " commands: " + text);
      }
      return told;
    }
  }

  private static String told(MongoArguments samples, MongoMethod method, MongoNamedScene at) {
    try {
      Object told = samples.call(method);
      if (told instanceof Operation<?> planned) {
        String whole = planned.checks() + "\n" + planned.script().text();
        return plain(whole, at, MongoEveryNameTest::inJson);
      }
      return plain(told.toString(), at, MongoEveryNameTest::inJson);
    } catch (DatabaseException e) {
      return plain(e.toString(), at, MongoEveryNameTest::onOneLine);
    }
  }

  /** As commands are written, in texts of texts too. */
  private static Stream<String> inJson(String name) {
    String once = quoted(name);
    return Stream.of(quoted(once), once, name);
  }

  private static String quoted(String name) {
    String json = new BsonDocument("n", new BsonString(name)).toJson();
    return json.substring(json.indexOf(':') + 3, json.lastIndexOf('"'));
  }

  private static Stream<String> onOneLine(String name) {
    return Stream.of(name.replaceAll("\\p{Cntrl}+", " "), name);
  }

  /** With plain names in the place of these, and without what is another each time. */
  private static String plain(
      String text, MongoNamedScene at, Function<String, Stream<String>> forms) {
    String plain = text.replace(at.backups().toString(), "BACKUPS");
    Map<String, String> known = Map.of(at.name, "NAME", at.other, "OTHER", at.fresh, "FRESH");
    for (Map.Entry<String, String> each : known.entrySet()) {
      for (String form : forms.apply(each.getKey()).toList()) {
        plain = plain.replace(form, each.getValue());
      }
    }
    return NUMBER.matcher(plain).replaceAll("0");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyMethodTakesItAndTellsItAsItIs(String name) {
    told(name).forEach((method, text) -> assertThat(text).as(method).isEqualTo(USUAL.get(method)));
  }
}
