package io.gds.database.cloning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloneOptionsTest {
  private static final ConnectionInfo OTHER =
      ConnectionInfo.builder(DatabaseType.POSTGRESQL)
          .host("other")
          .credentials(Credentials.password("app", SecretRef.inline("c4nary".toCharArray())))
          .build();

  @Test
  void defaultsArePinned() {
    CloneOptions options = CloneOptions.to("copy");

    assertThat(options.target()).isEqualTo("copy");
    assertThat(options.kind()).isEmpty();
    assertThat(options.pointInTime()).isEmpty();
    assertThat(options.targetEngine()).isEmpty();
    assertThat(options.force()).isFalse();
    assertThat(options.asMap()).isEqualTo(Map.of("to", "copy", "force", "false"));
  }

  @Test
  void everythingCanBeSetAndPrintsNoSecret() {
    CloneOptions options =
        CloneOptions.builder()
            .to("copy")
            .kind(CloneKind.TEMPLATE)
            .pointInTime(Instant.EPOCH)
            .targetEngine(OTHER)
            .force(true)
            .build();

    assertThat(options.kind()).contains(CloneKind.TEMPLATE);
    assertThat(options.pointInTime()).contains(Instant.EPOCH);
    assertThat(options.targetEngine()).contains(OTHER);
    assertThat(options.force()).isTrue();
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options)
        .hasToString(
            "clone options {to=copy, kind=TEMPLATE, pointInTime=1970-01-01T00:00:00Z,"
                + " targetEngine=postgresql://app@other/, force=true}");
  }

  @Test
  void enginesThatPrintAlikeAreStillDifferent() {
    CloneOptions one = CloneOptions.builder().to("copy").targetEngine(OTHER).build();
    CloneOptions two = CloneOptions.builder().to("copy").targetEngine(OTHER.lazy()).build();

    assertThat(one).isNotEqualTo(two).hasToString(two.toString());
  }

  @Test
  void aCloneIsNamed() {
    assertThatThrownBy(() -> CloneOptions.builder().force(true).build())
        .hasMessage("clone options: to: is missing: name the clone");
  }

  @ParameterizedTest
  @CsvSource({
    "ZERO_COPY, METADATA, true",
    "TEMPLATE, SERVER_COPY, true",
    "COPY, FULL_COPY, true",
    "STRUCTURE_ONLY, METADATA, false"
  })
  void eachKindSaysWhatItCostsAndHolds(CloneKind kind, CostClass cost, boolean hasData) {
    assertThat(kind.costClass()).isEqualTo(cost);
    assertThat(kind.hasData()).isEqualTo(hasData);
  }
}
