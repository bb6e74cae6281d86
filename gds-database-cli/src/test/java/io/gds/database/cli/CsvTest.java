package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.Location;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void commasQuotesAndLineBreaksAreQuoted() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("plain", "a b");
    row.put("comma", "a,b");
    row.put("quote", "say \"hi\"");
    row.put("lines", "a\r\nb");
    assertThat(Csv.of(List.of(), List.of(row)))
        .isEqualTo("plain,comma,quote,lines\r\na b,\"a,b\",\"say \"\"hi\"\"\",\"a\r\nb\"\r\n");
  }

  @Test
  void anEmptyListHasItsHeading() {
    assertThat(Csv.of(List.of("name", "type"), List.of())).isEqualTo("name,type\r\n");
  }

  @Test
  void rowsWithDifferentFieldsShareOneHeading() {
    assertThat(Csv.of(List.of(), List.of(Map.of("a", 1), Map.of("b", 2))))
        .isEqualTo("a,b\r\n1,\r\n,2\r\n");
  }

  @Test
  void nestedValuesAreJsonAndMissingOnesEmpty() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("list", List.of("x", "y"));
    row.put("map", Map.of("k", "v"));
    row.put("none", Optional.empty());
    row.put("some", Optional.of(5L));
    row.put("place", Location.local(Path.of("/b.gds")));
    assertThat(Csv.of(List.of(), List.of(row)))
        .isEqualTo(
            "list,map,none,some,place\r\n\"[\"\"x\"\",\"\"y\"\"]\",\"{\"\"k\"\":\"\"v\"\"}\",,5,/b.gds\r\n");
  }
}
