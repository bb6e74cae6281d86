package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Test;

/**
 * How much of the model of SQL Server is covered by the tests of its own module and of the one that
 * drives it, together: each module's own check sees its own tests alone.
 */
class ModelCoverageTest {
  private static final double LEAST = 0.90;

  private static final Path TESTKIT = Path.of("..", "gds-database-testkit", "target");
  private static final Path MODEL = TESTKIT.resolve("classes/io/gds/database/testkit/sqlserver");
  private static final List<Path> RUNS =
      List.of(
          TESTKIT.resolve("jacoco.exec"),
          Path.of("..", "gds-database-mssql", "target", "jacoco.exec"));

  @Test
  void theModelOfSqlServerIsCoveredByWhoDrivesIt() throws IOException {
    CoverageBuilder coverage = new CoverageBuilder();
    ExecFileLoader loader = new ExecFileLoader();
    for (Path run : RUNS) {
      assumeTrue(Files.exists(run), () -> "those tests did not run, or were not measured: " + run);
      loader.load(run.toFile());
    }
    new Analyzer(loader.getExecutionDataStore(), coverage).analyzeAll(MODEL.toFile());
    assumeTrue(
        coverage.getNoMatchClasses().isEmpty(),
        () -> "those tests ran on other classes: " + coverage.getNoMatchClasses());

    int lines = 0;
    int covered = 0;
    StringBuilder uncovered = new StringBuilder();
    for (IClassCoverage each : coverage.getClasses()) {
      lines += each.getLineCounter().getTotalCount();
      covered += each.getLineCounter().getCoveredCount();
      if (each.getLineCounter().getMissedCount() > 0) {
        uncovered.append("\n%5d of ".formatted(each.getLineCounter().getMissedCount()));
        uncovered.append(each.getName());
      }
    }
    assertThat(lines).isGreaterThan(5_000);
    assertThat((double) covered / lines)
        .as("covered lines; those that are not:%s", uncovered)
        .isGreaterThanOrEqualTo(LEAST);
  }
}
