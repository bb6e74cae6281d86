package io.gds.database.testkit.contract;

import io.gds.database.Database;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.ProcessQuery;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.StatementQuery;
import io.gds.database.operation.Options;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.settings.SettingQuery;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Something valid for every parameter that a method of a capability has. */
final class Arguments {
  private final SampleOptions samples;
  private final Map<Class<?>, Object> plain;

  Arguments(ContractRun run, Database database) {
    Location place = run.fixture().backupPlace();
    samples = new SampleOptions(run, database, place);
    Consumer<Object> ignoring = value -> {};
    plain =
        Map.ofEntries(
            Map.entry(String.class, database.name()),
            Map.entry(Location.class, place),
            Map.entry(Consumer.class, ignoring),
            Map.entry(SQLException.class, new SQLException("a fault")),
            Map.entry(BackupQuery.class, BackupQuery.all()),
            Map.entry(PrincipalQuery.class, PrincipalQuery.all()),
            Map.entry(GrantQuery.class, GrantQuery.all()),
            Map.entry(ProcessQuery.class, ProcessQuery.all()),
            Map.entry(SettingQuery.class, SettingQuery.all()),
            Map.entry(MetricQuery.class, MetricQuery.now()),
            Map.entry(SamplingOptions.class, SamplingOptions.defaults()),
            Map.entry(LogQuery.class, LogQuery.all()),
            Map.entry(StatementQuery.class, StatementQuery.top()),
            Map.entry(SchemaQuery.class, SchemaQuery.all()));
  }

  Object[] of(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(this::of).toArray();
  }

  private Object of(Class<?> type) {
    if (Options.class.isAssignableFrom(type)) {
      return samples.of(type.asSubclass(Options.class));
    }
    Object known = plain.get(type);
    if (known == null) {
      throw new AssertionError("there is no sample of " + type.getSimpleName());
    }
    return known;
  }
}
