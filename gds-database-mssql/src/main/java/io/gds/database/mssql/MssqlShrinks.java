package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlMessage;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Making a database's files smaller. */
final class MssqlShrinks {
  private static final long PAGE = 8 * 1024;
  private static final long MB = 1L << 20;

  /** It was done; what else it prints is worth telling. */
  private static final int COMPLETED = 2528;

  private final MssqlContext context;
  private final String name;
  private final MssqlChecks checks;

  MssqlShrinks(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
    this.checks = new MssqlChecks(context);
  }

  private record Size(int id, String file, String path, boolean log, long bytes) {}

  Operation<MssqlShrinkInfo> prepareShrink(MssqlShrinkOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    options.file().ifPresent(MssqlSql.NAMES::check);
    String sql = sql(name, options);
    Done done = new Done();
    Plan.Builder<MssqlShrinkInfo> plan =
        context
            .runner()
            .<MssqlShrinkInfo>plan("shrink", name)
            .options(options)
            .measure(() -> checks.of(name, now -> measured(now, options)));
    return plan.step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> run(sql, step, done),
            // What was moved until the connection broke stays moved, and can be gone on with.
            Fate.of(() -> false, () -> isAtWork(done)))
        .yields(() -> info(done));
  }

  /** One file is made smaller from within its database, and by its name there. */
  static String sql(String name, MssqlShrinkOptions options) {
    if (options.file().isEmpty()) {
      String percent =
          options.targetPercent().isPresent() ? ", " + options.targetPercent().getAsInt() : "";
      return "DBCC SHRINKDATABASE (" + MssqlSql.name(name) + percent + options.mode().sql() + ")";
    }
    String size =
        options.targetBytes().isPresent() ? ", " + options.targetBytes().getAsLong() / MB : "";
    String inside =
        "DBCC SHRINKFILE ("
            + MssqlSql.literal(options.file().get())
            + size
            + options.mode().sql()
            + ")";
    return "EXEC " + MssqlSql.name(name) + ".sys.sp_executesql " + MssqlSql.literal(inside);
  }

  private List<Check> measured(MssqlRights now, MssqlShrinkOptions options) {
    List<Check> all = new ArrayList<>();
    all.add(checks.exists(now, name));
    all.add(checks.mayOwn(now, name));
    all.add(checks.online(now, name));
    all.add(checks.writable(now, name));
    all.add(
        Checks.advise(
            context.clock(),
            !options.mode().moves(),
            "indexes keep their order",
            name,
            options.mode().moves() ? "pages are moved" : "no page is moved",
            "no page is moved",
            "Expect fragmented indexes, and rebuild or reorganize them; that makes files grow"
                + " again."));
    if (options.file().isPresent()
        && all.stream().noneMatch(Check::refused)
        && now.exactly(name).isPresent()) {
      all.add(fileExists(options.file().get()));
    }
    return all;
  }

  private Check fileExists(String file) {
    try {
      boolean there = sizes().values().stream().anyMatch(size -> size.file().equals(file));
      return Checks.demand(
          context.clock(),
          there,
          "the database has the file",
          file,
          there ? "there" : "not there",
          "there",
          ErrorCode.NOT_FOUND,
          "See dataFiles() and logFiles() of the metadata for the logical names.");
    } catch (DatabaseException e) {
      return Checks.notMeasured(
          context.clock(),
          "the database has the file",
          file,
          String.valueOf(e.getMessage()),
          "there");
    }
  }

  private Map<Integer, Size> sizes() {
    Map<Integer, Size> sizes = new LinkedHashMap<>();
    context
        .sql()
        .query(
            "SELECT f.file_id, f.name, f.physical_name, f.type_desc, f.size FROM "
                + MssqlSql.name(name)
                + ".sys.database_files f ORDER BY f.file_id",
            row ->
                new Size(
                    row.intValue("file_id"),
                    row.text("name"),
                    row.text("physical_name"),
                    row.text("type_desc").equals("LOG"),
                    row.intValue("size") * PAGE))
        .forEach(size -> sizes.put(size.id(), size));
    return sizes;
  }

  private void run(String sql, StepContext step, Done done) {
    done.startedAt = context.clock().instant();
    done.before = sizes();
    MssqlStatement shrink = new MssqlStatement(sql, List.of());
    done.messages =
        MssqlWatched.run(context, step, "shrink", shrink, session -> done.session = session)
            .messages()
            .stream()
            .filter(message -> message.code() != COMPLETED)
            .map(SqlMessage::text)
            .toList();
  }

  /** By its session: while a text within a text runs, the server tells the inner one. */
  private boolean isAtWork(Done done) {
    MssqlWatched.Worker session = done.session;
    return session != null && session.isAtWork(context);
  }

  private MssqlShrinkInfo info(Done done) {
    Map<Integer, Size> after = sizes();
    List<MssqlShrinkInfo.ShrunkFile> files = new ArrayList<>();
    done.before.forEach(
        (id, before) ->
            files.add(
                new MssqlShrinkInfo.ShrunkFile(
                    before.file(),
                    before.path(),
                    before.log(),
                    before.bytes(),
                    Optional.ofNullable(after.get(id)).map(Size::bytes).orElse(0L))));
    return new MssqlShrinkInfo(
        name, done.startedAt, context.clock().instant(), files, done.messages);
  }

  /** What a run leaves behind for its result. */
  private static final class Done {
    private volatile Instant startedAt = Instant.EPOCH;
    private volatile Map<Integer, Size> before = Map.of();
    private volatile List<String> messages = List.of();
    private volatile MssqlWatched.@Nullable Worker session;
  }
}
