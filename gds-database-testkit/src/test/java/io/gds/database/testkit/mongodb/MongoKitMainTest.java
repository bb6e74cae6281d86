package io.gds.database.testkit.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoKitMainTest {
  @Test
  void aServerIsStartedAsACommandLineSays() {
    try (MongoKit kit = MongoKitMain.start("--port", "0", "--version", "8.0.4", "--set", "rs0")) {
      assertThat(kit.url()).startsWith("mongodb://127.0.0.1:").endsWith("/?replicaSet=rs0");
      assertThat(kit.client().getDatabase("admin").runCommand(new Document("buildInfo", 1)))
          .containsEntry("version", "8.0.4");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--port", "--port x", "--port 70000", "--version 8", "--colour red", "mongodb"})
  void whatMeansNothingIsRefused(String line) {
    String[] args = List.of(line.split(" ")).toArray(String[]::new);
    assertThatThrownBy(() -> MongoKitMain.start(args)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    try (MongoKit first = MongoKit.start()) {
      String port = first.address().substring(first.address().indexOf(':') + 1);
      assertThatThrownBy(() -> MongoKitMain.start("--port", port))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("it cannot listen on port " + port);
    }
  }
}
