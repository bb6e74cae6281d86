package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoKitMain;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command line on a MongoDB server in this process, as it is started from a terminal. */
class MongoCommandsTest {
  private static MongoKit server;

  @BeforeAll
  static void start() {
    server = MongoKitMain.start("--port", "0", "--set", "rs0");
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static Run gds(String... args) {
    return Run.gds(Run.join(List.of("--url", server.url()), args));
  }

  @Test
  void itIsOneOfThePlatforms() {
    assertThat(Run.gds("platforms").out()).containsPattern("mongodb .*MongoProvider");
  }

  @Test
  void databasesAreListedDescribedCreatedAndDropped() {
    Run planned = gds("create", "shop", "-o", "collection=items", "--dry-run");
    assertThat(planned.out()).contains("use \"shop\"; db.runCommand({\"create\": \"items\"");
    assertThat(gds("databases").out()).doesNotContain("shop");
    Run create = gds("create", "shop", "-o", "collection=items");
    assertThat(create.code()).as(create.err()).isZero();
    assertThat(gds("databases", "--sizes").out()).containsPattern("shop +ONLINE +MULTI_USER +no");
    assertThat(gds("describe", "shop").code()).isZero();
    assertThat(gds("create", "SHOP").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(gds("drop", "shop", "--dry-run").out()).contains("{\"dropDatabase\": 1");
    assertThat(gds("drop", "shop", "--yes").code()).isZero();
    assertThat(gds("describe", "shop").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @Test
  void whatMongoDbDoesNotHaveIsSaidWithAReason() {
    assertThat(gds("capabilities").out())
        .containsPattern("SupportsSql +NOT_ON_PLATFORM +MongoDB knows no SQL");
  }

  @Test
  void aServerThatIsNotThereIsSaidWithItsAddress() {
    Run none = Run.gds("databases", "--url", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300");
    assertThat(none.code()).isEqualTo(ExitCodes.NO_CONNECTION);
    assertThat(none.err()).contains("127.0.0.1:1");
  }
}
