package io.gds.database.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gds.database.backup.Location;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.OperationResult;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static JsonNode parsed(Object value) throws Exception {
    return new ObjectMapper().readTree(Json.line(value));
  }

  record Everything(
      String text,
      Optional<String> missing,
      OptionalLong size,
      OptionalInt port,
      OptionalDouble rate,
      List<Integer> numbers,
      Map<String, Object> map,
      Instant at,
      Duration took,
      Path path,
      ErrorCode code,
      Class<?> type,
      boolean flag) {}

  @Test
  void aRecordIsWrittenByItsComponents() throws Exception {
    JsonNode json =
        parsed(
            new Everything(
                "a \"quoted\"\nline",
                Optional.empty(),
                OptionalLong.of(5),
                OptionalInt.empty(),
                OptionalDouble.of(0.5),
                List.of(1, 2),
                Map.of("k", Optional.of("v")),
                Instant.EPOCH,
                Duration.ofSeconds(90),
                Path.of("/a/b"),
                ErrorCode.NOT_FOUND,
                String.class,
                true));

    assertThat(json.get("text").asText()).isEqualTo("a \"quoted\"\nline");
    assertThat(json.get("missing").isNull()).isTrue();
    assertThat(json.get("size").asLong()).isEqualTo(5);
    assertThat(json.get("port").isNull()).isTrue();
    assertThat(json.get("rate").asDouble()).isEqualTo(0.5);
    assertThat(json.get("numbers")).hasSize(2);
    assertThat(json.at("/map/k").asText()).isEqualTo("v");
    assertThat(json.get("at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(json.get("took").asText()).isEqualTo("PT1M30S");
    assertThat(json.get("path").asText()).isEqualTo("/a/b");
    assertThat(json.get("code").asText()).isEqualTo("NOT_FOUND");
    assertThat(json.get("type").asText()).isEqualTo("String");
    assertThat(json.get("flag").asBoolean()).isTrue();
  }

  @Test
  void aLineIsOneLine() {
    assertThat(Json.line(Map.of("a", "x\ny"))).doesNotContain("\n");
    assertThat(Json.pretty(Map.of("a", List.of(1)))).contains("\n");
  }

  @Test
  void numbersKeepTheirValue() {
    assertThat(
            Json.line(
                Arrays.asList(
                    Long.MAX_VALUE,
                    new BigDecimal("1.10"),
                    new BigInteger("99999999999999999999"),
                    1.5f,
                    Double.NaN,
                    (short) 3,
                    null,
                    OptionalDouble.empty(),
                    OptionalLong.empty(),
                    OptionalInt.of(4))))
        .isEqualTo(
            "[9223372036854775807,1.10,99999999999999999999,1.5,\"NaN\",3,null,null,null,4]");
  }

  @Test
  void secretsAreNeverWritten() {
    String json =
        Json.line(
            List.of(
                SecretRef.inline("canary".toCharArray()),
                Secret.copyOf("canary".toCharArray()),
                "canary".toCharArray()));

    assertThat(json).isEqualTo("[\"<hidden>\",\"<hidden>\",\"<hidden>\"]");
  }

  @Test
  void aFailedOperationIsWrittenWithCodeMessageAndRemedy() throws Exception {
    JsonNode json =
        parsed(
            OperationResult.notStarted(
                "drop",
                "x",
                Instant.EPOCH,
                "c-1",
                ErrorDetails.of(ErrorCode.NOT_FOUND, "no such database")
                    .nativeCode("26")
                    .remedy("Look at the list.")
                    .target("x")
                    .toException()));

    assertThat(json.get("operation").asText()).isEqualTo("drop");
    assertThat(json.get("outcome").asText()).isEqualTo("FAILED");
    assertThat(json.get("correlationId").asText()).isEqualTo("c-1");
    assertThat(json.get("value").isNull()).isTrue();
    assertThat(json.at("/error/code").asText()).isEqualTo("NOT_FOUND");
    assertThat(json.at("/error/message").asText()).isEqualTo("no such database");
    assertThat(json.at("/error/nativeCode").asText()).isEqualTo("26");
    assertThat(json.at("/error/remedy").asText()).isEqualTo("Look at the list.");
    assertThat(json.at("/error/target").asText()).isEqualTo("x");
  }

  @Test
  void aPlaceIsWrittenWithoutWhatOpensTheStore() throws Exception {
    JsonNode json = parsed(Location.url("https://user:word@store/backups/a?sig=canary"));

    assertThat(json.get("kind").textValue()).isEqualTo("URL");
    assertThat(json.get("parts").get(0).textValue())
        .isEqualTo("https://<hidden>@store/backups/a?…");
    assertThat(Json.line(Location.local(Path.of("/b/x?y"))))
        .isEqualTo("{\"kind\":\"LOCAL\",\"parts\":[\"/b/x?y\"]}");
  }
}
