package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Restores backups under a name that nobody has, every file in a place of its own, and opens the
 * database: a copy beside its original, a trial of a backup, a successor that takes its name at the
 * end. What fails half-way is taken away again.
 */
final class MssqlFreshRestore {
  private final MssqlContext context;
  private final String name;
  private final MssqlRestoreSequence sequence;

  /**
   * A restore of whole backups.
   *
   * @param name a name that is free
   * @param chain the backups: a full one, then perhaps a differential and logs; the names in them
   *     do not matter
   * @param moves the place of every file
   */
  MssqlFreshRestore(
      MssqlContext context, String name, List<MssqlRestoreSpec> chain, List<Move> moves) {
    this(context, name, MssqlRestoreSequence.recovering(context, name, chain(name, chain, moves)));
  }

  /** A restore by a sequence of its own: one with a target, or with backups in reserve. */
  MssqlFreshRestore(MssqlContext context, String name, MssqlRestoreSequence sequence) {
    this.context = context;
    this.name = MssqlSql.NAMES.check(name);
    this.sequence = sequence;
  }

  private static List<MssqlRestoreSpec> chain(
      String name, List<MssqlRestoreSpec> chain, List<Move> moves) {
    List<MssqlRestoreSpec> all = new ArrayList<>();
    for (MssqlRestoreSpec spec : chain) {
      MssqlRestoreSpec.Builder mine =
          spec.toBuilder().into(name).ending(new MssqlRestoreSpec.Ending.NoRecovery());
      all.add((all.isEmpty() ? mine.moves(moves) : mine).build());
    }
    return all;
  }

  /** What tells the names and files of one copy from all others. */
  static String stamp() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  /** A name that nobody has. */
  static String safeName(String stamp) {
    return "gds_new_" + stamp;
  }

  /**
   * New places in the server's own directories for the files of a database of this name.
   *
   * @param stamp as of its name
   */
  static List<Move> moves(
      MssqlContext context, String name, String stamp, List<MssqlBackupFile> files) {
    MssqlEngineMetadata server = context.readings().engine();
    String data = server.defaultDataPath().orElse("");
    return MssqlMoves.into(data, server.defaultLogPath().orElse(data), name, stamp)
        .of(files, Map.of());
  }

  String name() {
    return name;
  }

  /** The database that a run which did not succeed has left; asked after what takes it away. */
  Optional<String> left() {
    if (!sequence.touched()) {
      return Optional.empty();
    }
    try {
      return context.readings().find(name, Set.of()).isPresent()
          ? Optional.of(still())
          : Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(still());
    }
  }

  private String still() {
    return "The database "
        + name
        + ", restored under this name first, may still be there: drop it, if it is.";
  }

  /** Adds its steps, and what takes the database away again if one of them fails. */
  <T extends @Nullable Object> void addTo(Plan.Builder<T> plan) {
    String drop = "DROP DATABASE IF EXISTS " + MssqlSql.name(name);
    plan.onFailure(
        step -> {
          if (sequence.touched()) {
            context.sql().execute(drop);
          }
        });
    sequence.intoFreeName().addTo(plan, List.of());
  }
}
