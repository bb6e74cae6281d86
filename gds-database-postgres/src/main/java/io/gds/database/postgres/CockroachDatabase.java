package io.gds.database.postgres;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.operation.Operation;
import java.util.List;

/**
 * One database of a cluster of CockroachDB, which need not exist, with all it can do as typed
 * methods. Thread-safe.
 *
 * <p>Sessions belong to no database here, so that none stands in the way of a rename or a drop, and
 * none is ended by force: a statement that works on what is being dropped fails by itself.
 */
public interface CockroachDatabase extends Database, SupportsBackup, SupportsRestore {
  @Override
  CockroachEngine engine();

  @Override
  CockroachDatabaseMetadata metadata();

  @Override
  CockroachDatabaseMetadata refresh(Detail... details);

  @Override
  Operation<CockroachDatabase> prepareCreate(CreateOptions options);

  /**
   * The first ranges it lies in, in the order of their keys, as of some seconds ago. Needs the role
   * admin, or ZONECONFIG on the database. One statement, which asks all nodes; reads only.
   *
   * @param atMost the most that are told, at least 1
   * @throws io.gds.database.error.NotFoundException if the database does not exist, or did not some
   *     seconds ago
   * @throws io.gds.database.error.PermissionDeniedException if this role may not see ranges
   * @see <a href="https://www.cockroachlabs.com/docs/stable/show-ranges">SHOW RANGES</a>
   */
  List<CockroachRange> ranges(int atMost);

  @Override
  default CockroachDatabase create(CreateOptions options) {
    return prepareCreate(options).run();
  }
}
