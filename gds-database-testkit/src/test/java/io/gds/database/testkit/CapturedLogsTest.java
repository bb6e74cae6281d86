package io.gds.database.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CapturedLogsTest {
  @Test
  void catchesTheFinestLevelOfBothKindsOfLoggerWithStackTraces() {
    Logger capped = Logger.getLogger("gds.capped");
    capped.setLevel(Level.SEVERE);
    try (CapturedLogs logs = CapturedLogs.start()) {
      LoggerFactory.getLogger("gds.audit").trace("one {}", 1);
      capped.finest("two");
      LoggerFactory.getLogger("other")
          .debug("three", new IllegalStateException("outer", new IllegalStateException("inner")));

      assertThat(logs.lines("gds"))
          .containsExactly("FINEST gds.audit one 1", "FINEST gds.capped two");
      assertThat(logs.lines("gds.audit")).hasSize(1);
      assertThat(logs.lines()).anyMatch(line -> line.contains("three") && line.contains("inner"));
    }
    assertThat(capped.getLevel()).isEqualTo(Level.SEVERE);
    capped.setLevel(null);
  }

  @Test
  void putsLevelsBackAndCatchesNoMoreOnceItIsClosed() {
    Level before = Logger.getLogger("").getLevel();
    CapturedLogs logs = CapturedLogs.start();
    LoggerFactory.getLogger("gds.test").info("during");
    logs.close();
    logs.close();
    LoggerFactory.getLogger("gds.test").warn("after");

    assertThat(Logger.getLogger("").getLevel()).isEqualTo(before);
    assertThat(logs.lines("gds.test")).containsExactly("INFO gds.test during");
  }
}
