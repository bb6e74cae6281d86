package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lies at places of the server's machine, whoever it belongs to: files of a database that was
 * detached, or of another server, are in no catalogue. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/linux/sql-server-linux-whats-new">what is new
 *     in 2017, which names the function</a>
 */
final class MssqlLying {
  /** A statement takes 2100 parameters. */
  private static final int MOST = 500;

  private final MssqlContext context;

  MssqlLying(MssqlContext context) {
    this.context = context;
  }

  /** Which of these paths have a file or a directory; empty if the server does not tell. */
  Optional<Set<String>> among(Collection<String> paths) {
    if (context.product().lack(MssqlFeature.FILE_EXISTS).isPresent()) {
      return Optional.empty();
    }
    List<String> all = List.copyOf(paths);
    Set<String> lying = new HashSet<>();
    try {
      for (int from = 0; from < all.size(); from += MOST) {
        lying.addAll(some(all.subList(from, Math.min(all.size(), from + MOST))));
      }
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(lying);
  }

  private List<String> some(List<String> paths) {
    List<String> each = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      each.add(
          "SELECT "
              + i
              + " AS place, e.file_exists, e.file_is_a_directory"
              + " FROM sys.dm_os_file_exists(?) e");
    }
    return context
        .sql()
        .query(
            String.join(" UNION ALL ", each),
            row ->
                row.intValue("file_exists") + row.intValue("file_is_a_directory") > 0
                    ? Optional.of(paths.get(row.intValue("place")))
                    : Optional.<String>empty(),
            paths.toArray())
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }
}
