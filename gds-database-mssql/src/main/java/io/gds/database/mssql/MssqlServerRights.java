package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.jdbc.Row;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this login may do on the server as a whole, in one statement.
 *
 * @param administrator whether it is a member of sysadmin
 * @param securityAdministrator whether it is a member of securityadmin
 * @param permissions the permissions on the server that it has, of its own or by a role
 */
record MssqlServerRights(
    boolean administrator, boolean securityAdministrator, Set<MssqlPermission> permissions) {
  static final String SECURITY_ADMINISTRATORS = "securityadmin";

  /** From this version on reading the error log has a permission of its own. */
  static final int ERROR_LOG_SINCE = 16;

  static final String GRANT_ERROR_LOG = "GRANT VIEW ANY ERROR LOG TO this login.";

  static final String JOIN_SECURITY_ADMINISTRATORS =
      "ALTER SERVER ROLE securityadmin ADD MEMBER … for this login.";

  /** Who sees how the server is. */
  private static final Set<MssqlPermission> SEEING =
      Set.of(MssqlPermission.VIEW_SERVER_STATE, MssqlPermission.VIEW_SERVER_PERFORMANCE_STATE);

  /** Of which permissions a capability needs one; a capability not named needs none. */
  private static final Map<Class<? extends Capability>, Set<MssqlPermission>> NEEDS =
      Map.of(
          SupportsLifecycle.class,
          EnumSet.of(MssqlPermission.SHUTDOWN),
          SupportsProcesses.class,
          SEEING,
          SupportsMetrics.class,
          SEEING,
          SupportsStatements.class,
          SEEING,
          SupportsHighAvailability.class,
          SEEING,
          SupportsUsers.class,
          EnumSet.of(MssqlPermission.ALTER_ANY_LOGIN));

  private static final String SQL =
      Arrays.stream(MssqlPermission.values())
          .map(each -> "HAS_PERMS_BY_NAME(NULL, NULL, '" + each.title() + "') AS " + each.column())
          .collect(
              Collectors.joining(
                  ", ",
                  "SELECT IS_SRVROLEMEMBER('sysadmin') AS is_administrator,"
                      + " IS_SRVROLEMEMBER('securityadmin') AS is_security_administrator, ",
                  ""));

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
    return new MssqlServerRights(
        row.optionalInt("is_administrator").orElse(0) == 1,
        row.optionalInt("is_security_administrator").orElse(0) == 1,
        permissions);
  }

  /** What stands against a capability of the server. */
  CapabilityStatus ofEngine(CapabilityStatus status) {
    if (status.capability() == SupportsLogs.class) {
      return ofLogs(status);
    }
    boolean looks = status.feature().filter(VerifyLevel.class::isInstance).isPresent();
    if (looks && !permissions.contains(MssqlPermission.CREATE_ANY_DATABASE)) {
      return new CapabilityStatus(
          status.capability(),
          status.feature(),
          Availability.PERMISSION,
          "this login may not look into backups, which takes CREATE ANY DATABASE",
          "GRANT CREATE ANY DATABASE TO this login.");
    }
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

  /**
   * Before 2022 the vendor's page asks for VIEW SERVER STATE, and the procedure itself, as it came
   * with older builds, for a role.
   */
  private CapabilityStatus ofLogs(CapabilityStatus status) {
    if (administrator
        || securityAdministrator
        || permissions.contains(MssqlPermission.VIEW_ANY_ERROR_LOG)) {
      return status;
    }
    boolean sees = permissions.contains(MssqlPermission.VIEW_SERVER_STATE);
    return new CapabilityStatus(
        status.capability(),
        status.feature(),
        sees ? Availability.UNKNOWN : Availability.PERMISSION,
        sees
            ? "VIEW SERVER STATE is enough for the error log on some builds before 2022, and this"
                + " login has no more"
            : "this login may not read the error log",
        "From 2022 on " + GRANT_ERROR_LOG + " Before, " + JOIN_SECURITY_ADMINISTRATORS);
  }
}
