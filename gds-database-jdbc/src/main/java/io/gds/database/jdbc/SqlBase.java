package io.gds.database.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The statements of {@link Sql}, all run one way. */
abstract class SqlBase implements Sql {
  private static final @Nullable Object[] NO_BINDS = {};

  /** Runs a statement, or a script of several. */
  abstract <R> R run(Intake<R> intake, boolean script, String sql, @Nullable Object[] binds);

  @Override
  public final <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... binds) {
    return run(Intake.list(reader), false, sql, binds);
  }

  @Override
  public final <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... binds) {
    return run(Intake.first(reader), false, sql, binds);
  }

  @Override
  public final void forEach(String sql, Consumer<Row> consumer, @Nullable Object... binds) {
    run(Intake.each(consumer, false), false, sql, binds);
  }

  @Override
  public final void forEachOfAll(String sql, Consumer<Row> consumer, @Nullable Object... binds) {
    run(Intake.each(consumer, true), false, sql, binds);
  }

  @Override
  public final long update(String sql, @Nullable Object... binds) {
    return execute(sql, binds).updated();
  }

  @Override
  public final SqlAnswer execute(String sql, @Nullable Object... binds) {
    return run(Intake.answer(), false, sql, binds);
  }

  @Override
  public final void script(String sql) {
    run(Intake.answer(), true, sql, NO_BINDS);
  }
}
