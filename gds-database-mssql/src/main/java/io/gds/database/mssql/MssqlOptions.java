package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All options of the server, as of one reading.
 *
 * @param all in order of their names
 * @param maySet whether this login may set them
 */
record MssqlOptions(List<MssqlOption> all, boolean maySet) {
  MssqlOptions {
    all = List.copyOf(all);
  }

  /** Reads them, in one statement; everybody may. */
  static MssqlOptions read(MssqlContext context) {
    List<Boolean> maySet = new ArrayList<>();
    List<MssqlOption> all =
        context
            .sql()
            .query(
                MssqlOption.SQL,
                row -> {
                  maySet.add(row.optionalInt("may_set").orElse(0) == 1);
                  return MssqlOption.of(row);
                });
    return new MssqlOptions(all, !maySet.contains(false));
  }

  /** The option of this name, whatever the case of its letters. */
  Optional<MssqlOption> find(String name) {
    return all.stream().filter(option -> option.is(name)).findFirst();
  }

  /** Whether sp_configure takes advanced options now. */
  boolean showsAdvanced() {
    return find(MssqlOption.SHOW_ADVANCED).filter(option -> option.inUse() != 0).isPresent();
  }
}
