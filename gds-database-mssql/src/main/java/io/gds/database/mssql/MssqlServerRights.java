package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.jdbc.Row;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this login may do on the server as a whole, in one statement.
 *
 * @param administrator whether it is a member of sysadmin
 * @param permissions the permissions on the server that it has, of its own or by a role
 */
record MssqlServerRights(boolean administrator, Set<MssqlPermission> permissions) {
  /** Of which permissions a capability needs one; a capability not named needs none. */
  private static final Map<Class<? extends Capability>, Set<MssqlPermission>> NEEDS = Map.of();

  private static final String SQL =
      Arrays.stream(MssqlPermission.values())
          .map(each -> "HAS_PERMS_BY_NAME(NULL, NULL, '" + each.title() + "') AS " + each.column())
          .collect(
              Collectors.joining(
                  ", ", "SELECT IS_SRVROLEMEMBER('sysadmin') AS is_administrator, ", ""));

  MssqlServerRights {
    permissions = Set.copyOf(permissions);
  }

  /** Reads them now. */
  static MssqlServerRights read(MssqlContext context) {
    return context.sql().first(SQL, MssqlServerRights::of).orElseThrow();
  }

  private static MssqlServerRights of(Row row) {
    Set<MssqlPermission> permissions = EnumSet.noneOf(MssqlPermission.class);
    for (MssqlPermission each : MssqlPermission.values()) {
      if (row.optionalInt(each.column()).orElse(0) == 1) {
        permissions.add(each);
      }
    }
    return new MssqlServerRights(row.optionalInt("is_administrator").orElse(0) == 1, permissions);
  }

  /** What stands against a capability of the server. */
  CapabilityStatus ofEngine(CapabilityStatus status) {
    Set<MssqlPermission> enough = NEEDS.getOrDefault(status.capability(), Set.of());
    if (enough.isEmpty() || enough.stream().anyMatch(permissions::contains)) {
      return status;
    }
    String one =
        enough.stream().sorted().map(MssqlPermission::title).collect(Collectors.joining(" or "));
    return new CapabilityStatus(
        status.capability(),
        status.feature(),
        Availability.PERMISSION,
        "this login has not " + one,
        "GRANT " + one + " TO this login.");
  }
}
