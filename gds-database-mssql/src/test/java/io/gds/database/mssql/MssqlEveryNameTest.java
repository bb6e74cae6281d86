package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A name is data: on a server where all is called so, each method does what it does where all has a
 * plain name, and tells the name as it is.
 */
class MssqlEveryNameTest {
  /** Files that are made are called by letters and digits alone, and a number of their own. */
  private static final Pattern FILE =
      Pattern.compile("(?<=/data/).{1,200}?(?=\\.[mln]df|\\.bak)", Pattern.DOTALL);

  private static final Pattern NUMBER =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f-]{27}|0x[0-9A-F]+|@[0-9a-f]+|(?<=_)[0-9a-f]{8}(?![0-9a-z])"
              + "|\\d[0-9TZ:.-]*");

  private static final Map<String, String> USUAL = told("aplainone");
  private static final Map<String, String> LONG = told("a" + "x".repeat(126) + "e");

  /** All begin and end alike, so that lists have one order. */
  static List<String> names() {
    return List.of(
        "a]b]]'c.d\"e;--/* Ü 数\ud83d\ude00e\u0301ß\u202e%_?\r\nGO\t\u0007\u001b[2Je",
        "a" + "]'".repeat(63) + "e");
  }

  private static Map<String, String> told(String name) {
    try (MssqlNamedScene at = new MssqlNamedScene(name)) {
      MssqlSamples samples = MssqlSamples.of(at.scene.engine, at);
      Map<String, String> told = new TreeMap<>();
      for (MssqlMethod method : MssqlMethod.all()) {
        List<String> text = new ArrayList<>();
        int statements = at.scene.statements(() -> text.add(told(samples, method, at)));
        told.put(method.signature(), statements + " statements: " + text.get(0));
      }
      return told;
    }
  }

  private static String told(MssqlSamples samples, MssqlMethod method, MssqlNamedScene at) {
    try {
      Object told = samples.call(method);
      if (told instanceof Operation<?> planned) {
        String whole = planned.checks() + "\n" + planned.script().text();
        return plain(whole, at, MssqlEveryNameTest::quoted);
      }
      boolean error = told instanceof DatabaseException;
      return plain(told.toString(), at, error ? MssqlEveryNameTest::onOneLine : Stream::of);
    } catch (DatabaseException e) {
      return plain(e.toString(), at, MssqlEveryNameTest::onOneLine);
    }
  }

  /** As statements have it, in texts of texts too. */
  private static Stream<String> quoted(String name) {
    String quoted = name.replace("]", "]]");
    return Stream.of(quoted.replace("'", "''"), quoted, name.replace("'", "''"), name);
  }

  private static Stream<String> onOneLine(String name) {
    return Stream.of(name.replaceAll("\\p{Cntrl}+", " "), name);
  }

  /** With plain names in the place of these, and without what is another each time. */
  private static String plain(
      String text, MssqlNamedScene at, Function<String, Stream<String>> forms) {
    String plain = FILE.matcher(text.replace(at.archive(), "ARCHIVE")).replaceAll("FILE");
    plain = plain.replace(at.archive().replace("'", "''"), "ARCHIVE");
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
    Map<String, String> usual = name.length() < 128 ? USUAL : LONG;
    told(name).forEach((method, told) -> assertThat(told).as(method).isEqualTo(usual.get(method)));
  }

  @Test
  void aNameThatIsTooLongReachesNoServer() {
    String tooLong = "a".repeat(129);
    try (MssqlNamedScene at = new MssqlNamedScene("aplainone")) {
      MssqlEngine engine = at.scene.engine;
      assertThatThrownBy(() -> engine.database(tooLong))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("128");
      at.scene.peer.script().forget();
      MssqlSamples samples =
          new MssqlSamples(engine, at, List.of(tooLong, tooLong, tooLong), "Correct-Horse-7");
      MssqlMethod.all().stream()
          .filter(method -> method.handle() != MssqlDatabase.class)
          .forEach(method -> told(samples, method, at));
      assertThat(at.scene.peer.script().requests())
          .isNotEmpty()
          .noneMatch(request -> request.toString().contains(tooLong));
    }
  }
}
