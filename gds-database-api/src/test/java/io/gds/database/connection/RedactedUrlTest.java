package io.gds.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RedactedUrlTest {
  /** What is before, in the middle of and after a special character must not be seen either. */
  private static final String CANARY = "c4nary";

  static Stream<Arguments> urlsWithPasswords() {
    List<String> forms =
        List.of(
            "postgresql://app:%s@db.example.com:5432/shop",
            "postgresql://app:%s@db.example.com",
            "mongodb+srv://app:%s@cluster0.example.net/shop?retryWrites=true",
            "mongodb://app:%s@a:27017,b:27017/shop?replicaSet=rs0",
            "jdbc:postgresql://db/shop?user=app&password=%s",
            "jdbc:sqlserver://db:1433;user=sa;password={%s};encrypt=true",
            "jdbc:snowflake://account.example.com/?user=app&password=%s",
            "jdbc:mysql://address=(host=db)(password=%s)/shop",
            "jdbc:mysql://(host=db,password=%s)/shop",
            "jdbc:oracle:thin:app/%s@db:1521/shop",
            "jdbc:oracle:thin:app/%s@//db:1521/shop",
            "app/%s@db:1521",
            "app:%s@db:5432/shop",
            "host=db user=app password=%s",
            "postgresql:host=db password=%s",
            "sqlite:/data?key=%s",
            "postgresql://app:%s",
            "postgresql://db,password=%s",
            "://app:%s@db",
            "%s");
    List<String> inside =
        List.of(
            "@", "/", "?", "#", ";", ":", "%", "%40", "://", "@/", "/@", "]", "[", ",", " ", "\n");
    return forms.stream()
        .flatMap(
            form -> inside.stream().filter(text -> !ambiguous(form, text)).map(t -> fill(form, t)));
  }

  private static Arguments fill(String form, String inside) {
    return Arguments.of(form.replace("%s", CANARY + inside + CANARY.toUpperCase(Locale.ROOT)));
  }

  /** Nobody can tell a host from a password's end, or a scheme from its beginning. */
  private static boolean ambiguous(String form, String inside) {
    return (inside.equals("@") && form.endsWith("%s") && form.contains("://"))
        || (inside.startsWith(":") && form.equals("%s"));
  }

  @ParameterizedTest
  @MethodSource("urlsWithPasswords")
  void noPartOfAPasswordIsPrintedWhateverIsInIt(String url) {
    assertThat(RedactedUrl.of(url)).doesNotContainIgnoringCase(CANARY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://db.example.com:5432/shop | postgresql://db.example.com:5432/…",
        "postgresql://db.example.com | postgresql://db.example.com",
        "postgresql://app@db:5432/shop | postgresql://<hidden>@db:5432/…",
        "postgresql://app:pw@db:5432/shop?x=y | postgresql://<hidden>@db:5432/…",
        "mongodb://app:pw@a:27017,b:27017/x | mongodb://<hidden>@a:27017,b:27017/…",
        "postgresql://[::1]:5432/shop | postgresql://[::1]:5432/…",
        "jdbc:sqlserver://db:1433;user=sa | jdbc:sqlserver://db:1433/…",
        "postgresql://app:p/w@db/shop | postgresql://…/…",
        "jdbc:oracle:thin:app/pw@db | jdbc:oracle:…",
        "sqlite:/data | sqlite:…",
        "sqlite:///data | sqlite://…/…",
        "no url at all | …",
      })
  void schemeAndHostStayWhereTheyCanBeNothingElse(String url, String printed) {
    assertThat(RedactedUrl.of(url)).isEqualTo(printed);
  }

  @Test
  void nothingAtAllPrintsAsNothingKnown() {
    assertThat(RedactedUrl.of("")).isEqualTo("…");
  }
}
