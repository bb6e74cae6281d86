package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class SentStatementsTest {
  @Test
  void executionsAreCountedAndNothingElseOfTheProtocol() throws Exception {
    Logger driver = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");

    int sent =
        SentStatements.during(
            () -> {
              driver.log(Level.FINEST, " FE=> Parse(stmt={0},query=\"{1}\",oids={2})");
              driver.log(Level.FINEST, " FE=> Execute(portal={0},limit={1})");
              driver.log(Level.FINEST, " FE=> Sync");
              driver.log(Level.FINEST, " FE=> SimpleQuery(query=\"{0}\")");
            });

    assertThat(sent).isEqualTo(2);
  }

  @Test
  void theDriversLogIsLeftAsItWas() throws Exception {
    Logger driver = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");
    Level before = driver.getLevel();

    SentStatements.during(() -> {});

    assertThat(driver.getLevel()).isEqualTo(before);
    assertThat(driver.getHandlers()).isEmpty();
  }
}
