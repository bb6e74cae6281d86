package io.gds.database.mssql;

import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** A database called shop on a server whose clock a test moves, to be backed up and restored. */
final class MssqlBackedScene implements AutoCloseable {
  static final Instant BEGIN = Instant.parse("2026-05-01T06:00:00Z");

  final FakeClock clock = new FakeClock(BEGIN);
  final MssqlScene scene;
  final MssqlDatabase shop;

  MssqlBackedScene() {
    this(builder -> builder);
  }

  MssqlBackedScene(UnaryOperator<SqlServerModel.Builder> like) {
    scene = new MssqlScene(builder -> like.apply(builder.clock(clock)));
    shop = scene.create("shop");
  }

  /** Sends statements, as another client would. */
  void sql(String... statements) {
    scene.execute(statements);
  }

  /** A minute later there is a row more; gives the instant half a minute behind that. */
  Instant row(String row) {
    clock.advance(Duration.ofMinutes(1));
    scene.model.add("shop", List.of(row));
    return clock.instant().plusSeconds(30);
  }

  private void backUp(String what, String file, String options) {
    clock.advance(Duration.ofMinutes(1));
    String disk = MssqlSql.literal(file);
    sql("BACKUP " + what + " [shop] TO DISK = " + disk + " WITH " + options + "CHECKSUM");
  }

  void full(String file) {
    backUp("DATABASE", file, "");
  }

  void differential(String file) {
    backUp("DATABASE", file, "DIFFERENTIAL, ");
  }

  void log(String file) {
    backUp("LOG", file, "");
  }

  MssqlDatabase database(String name) {
    return scene.engine.database(name);
  }

  static RestoreOptions.Builder archive(String... files) {
    return RestoreOptions.builder().from(RestoreSource.archive(Location.server(files)));
  }

  static RestoreOptions.Builder history() {
    return RestoreOptions.builder().from(RestoreSource.history("shop"));
  }

  OperationResult<RestoreInfo> attempt(Operation<RestoreInfo> planned) {
    return scene.engine.operations().execute(planned, OperationContext.none());
  }

  static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  /** What of a script changes something. */
  static List<String> changes(Operation<?> operation) {
    return operation.script().steps().stream().filter(Step::changes).map(Step::text).toList();
  }

  static List<ErrorCode> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::code).toList();
  }

  static List<String> warnings(Operation<?> operation) {
    return operation.checks().stream()
        .filter(check -> check.verdict() == Verdict.WARNING)
        .map(Check::rule)
        .toList();
  }

  @Override
  public void close() {
    scene.close();
  }
}
