package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Test;

/**
 * How much of the models of servers is covered by the tests of their own module and of the one that
 * drives them, together: each module's own check sees its own tests alone.
 */
class ModelCoverageTest {
  private static final double LEAST = 0.90;

  private static final Path TESTKIT = Path.of("..", "gds-database-testkit", "target");
  private static final Path CLASSES = TESTKIT.resolve("classes/io/gds/database/testkit");

  @Test
  void theModelOfSqlServerIsCoveredByWhoDrivesIt() throws IOException {
    cover("gds-database-mssql", 5_000, "sqlserver/");
  }

  @Test
  void theModelOfSnowflakeAndItsPeerAreCoveredByWhoDrivesThem() throws IOException {
    cover("gds-database-snowflake", 2_000, "snowflake/", "wire/Snowflake");
  }

  private static void cover(String driver, int size, String... beginnings) throws IOException {
    CoverageBuilder coverage = new CoverageBuilder();
    ExecFileLoader loader = new ExecFileLoader();
    for (Path run :
        List.of(TESTKIT.resolve("jacoco.exec"), Path.of("..", driver, "target", "jacoco.exec"))) {
      assumeTrue(Files.exists(run), () -> "those tests did not run, or were not measured: " + run);
      loader.load(run.toFile());
    }
    Analyzer analyzer = new Analyzer(loader.getExecutionDataStore(), coverage);
    for (Path file : classes(List.of(beginnings))) {
      analyzer.analyzeAll(file.toFile());
    }
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
    assertThat(lines).isGreaterThan(size);
    assertThat((double) covered / lines)
        .as("covered lines; those that are not:%s", uncovered)
        .isGreaterThanOrEqualTo(LEAST);
  }

  /** The classes whose names, from the testkit's package on, begin so. */
  private static List<Path> classes(List<String> beginnings) throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(
              file -> {
                String name = CLASSES.relativize(file).toString().replace('\\', '/');
                return beginnings.stream().anyMatch(name::startsWith);
              })
          .toList();
    }
  }
}
