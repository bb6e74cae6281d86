package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The small languages: lists of names, access lists, lists in settings, the script of rows. */
class PostgresTextFormsTest {
  @Test
  void namesAreReadAsTheyAreWritten() {
    PostgresNames names = PostgresNames.parse(" public.item , \"odd.\"\"name\",Big ");
    assertThat(names.names())
        .containsExactly(List.of("public", "item"), List.of("odd.\"name"), List.of("Big"));
    assertThat(PostgresNames.parse(names.toString())).isEqualTo(names);
    assertThat(PostgresNames.of("a").and("s", "t").patterns())
        .containsExactly("\"a\"", "\"s\".\"t\"");
  }

  @Test
  void whatIsNoListOfNamesIsRefused() {
    for (String text : List.of("", "a,,b", "a.b.c", "\"a", "\"a\"b", ",")) {
      assertThatThrownBy(() -> PostgresNames.parse(text))
          .as(text)
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void accessListsAreReadWhateverTheRolesAreCalled() {
    assertThat(PostgresAcl.parse("=Tc/postgres"))
        .isEqualTo(new PostgresAcl(Optional.empty(), "Tc", "postgres"));
    assertThat(PostgresAcl.parse("\"a=b/\"\"c\"=C*Tc/\"x/y\""))
        .isEqualTo(new PostgresAcl(Optional.of("a=b/\"c"), "C*Tc", "x/y"));
    assertThat(PostgresAcl.parse("bob=c*/ada").grants("\"d\"", "\"bob\""))
        .containsExactly("GRANT CONNECT ON DATABASE \"d\" TO \"bob\" WITH GRANT OPTION");
    assertThatThrownBy(() -> PostgresAcl.parse("nothing"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsInSettingsAreTakenApart() {
    assertThat(PostgresBelongings.elements("\"$user\", public, \"a, \"\"b\""))
        .containsExactly("$user", "public", "a, \"b");
    assertThat(PostgresBelongings.elements("")).containsExactly("");
  }

  @Test
  void textsAreJoinedAndTakenApartWhateverIsInThem() {
    List<String> texts = List.of("a", "b\nc", "d\\n", "\\", "");
    assertThat(PostgresTexts.split(PostgresTexts.join(texts))).isEqualTo(texts);
    assertThat(PostgresTexts.split("")).isEmpty();
  }

  @Test
  void rowsAreCountedBetweenCopyAndItsEnd() {
    PostgresRowCounts counts = new PostgresRowCounts(StandardCharsets.UTF_8);
    String script =
        """
        SET x = 1;
        COPYRIGHT
        COPY public.item (id, body) FROM stdin;
        1\tCOPY public.item (id) FROM stdin;
        \\.x
        2\t\\\\.
        \\N
        \\.

        COPY "odd
        name (".t FROM stdin;
        \\.
        COPY public.more (id) FROM stdin;

        \\.
        """;
    for (byte b : script.getBytes(StandardCharsets.UTF_8)) {
      counts.write(b);
    }
    assertThat(counts.rows())
        .containsOnly(
            Map.entry("public.item", 4L),
            Map.entry("\"odd\nname (\".t", 0L),
            Map.entry("public.more", 1L));
  }

  @Test
  void tablesAreCalledAsTheEncodingOfTheArchiveHasThem() throws Exception {
    PostgresRowCounts counts = new PostgresRowCounts(StandardCharsets.ISO_8859_1);
    counts.write(
        "COPY public.grösse (id) FROM stdin;\n1\n\\.\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(counts.rows()).containsOnly(Map.entry("public.grösse", 1L));
  }

  @Test
  void whatApplicationsKeepInSettingsOfTheirOwnIsNotShown() {
    PostgresFacts facts =
        new PostgresFacts(
            Map.of(),
            Map.of("app.key", "s3cret", "work_mem", "4MB"),
            Optional.empty(),
            Map.of("bob", List.of("app.token=s3cret")),
            Map.of());
    assertThat(PostgresBelongings.ofClone(facts, "d", "ada", true).text())
        .doesNotContain("s3cret")
        .contains("SET \"work_mem\" TO E'4MB'")
        .contains("ALTER DATABASE \"d\" SET \"app\".\"key\" TO <hidden>")
        .contains("ALTER ROLE \"bob\" IN DATABASE \"d\" SET \"app\".\"token\" TO <hidden>");
  }

  @Test
  void aPipeThatHasEndedWellIsNotBrokenAnyMore() throws Exception {
    PostgresPipe pipe = new PostgresPipe();
    pipe.in().write(new byte[] {1, 2, 3});
    pipe.end();
    pipe.breakOff("too late");
    assertThat(pipe.out().readAllBytes()).containsExactly(1, 2, 3);
    PostgresPipe broken = new PostgresPipe();
    broken.breakOff("the source is gone");
    broken.end();
    assertThatThrownBy(() -> broken.out().read()).hasMessage("the source is gone");
  }
}
