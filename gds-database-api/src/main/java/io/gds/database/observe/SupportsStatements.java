package io.gds.database.observe;

import io.gds.database.Capability;
import java.util.List;

/** The statements that cost most, as the server has counted them. */
public interface SupportsStatements extends Capability {
  /**
   * The statements asked for, the costliest first, ranked by the server. Reads.
   *
   * @throws io.gds.database.UnsupportedCapabilityException if the server does not count what they
   *     are to be ranked by
   * @throws io.gds.database.error.PermissionDeniedException naming the right that is missing
   */
  List<StatementStats> topStatements(StatementQuery query);
}
