package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.observe.LogQuery;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is sent to look at a server, one statement a line in a file that any parser can read. */
class MssqlObserveGoldenTest {
  private static final String ODD = "Sales]1";

  private static List<String> file() throws IOException {
    try (InputStream in = MssqlObserveGoldenTest.class.getResourceAsStream("observe.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  @Test
  void whatIsSentIsInTheFile() throws IOException {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create(ODD);
      scene.model.schema(ODD).table("dbo", "letters").column("id", "int");
      scene.peer.script().forget();
      scene.engine.readLogs(LogQuery.all(), entry -> {});
      scene.engine.logs(LogQuery.all().log("SQLAGENT.0"));
      scene.engine.metrics();
      scene.engine.metrics(MetricQuery.now().since(Instant.EPOCH));
      scene.engine.metrics(MetricQuery.now().like("mssql_deprecated_features_*"));
      for (StatementOrder by : StatementOrder.values()) {
        scene.engine.topStatements(StatementQuery.top().by(by));
      }
      scene.engine.topStatements(
          StatementQuery.top().textLength(0).database("shop").since(Instant.EPOCH));
      MssqlDatabase odd = scene.engine.database(ODD);
      odd.schemas();
      odd.tables();
      SchemaQuery all = SchemaQuery.all().with(SchemaDetail.values());
      odd.tables(all);
      odd.tables(all.schema("dbo").system(true));
      scene.model.jobs().job("nightly", "sa", true);
      scene.engine.jobs();
      Set<String> sent = new LinkedHashSet<>();
      scene
          .peer
          .script()
          .requests()
          .forEach(request -> sent.add(request.normalized().replaceAll("@P\\d+", "?")));
      // How a database is found is not of this file, nor how an idle connection is tried.
      sent.remove("SELECT 1");
      sent.removeIf(sql -> sql.startsWith(MssqlDatabaseRow.select(Set.of())));

      assertThat(sent).containsExactlyElementsOf(file());
    }
  }
}
