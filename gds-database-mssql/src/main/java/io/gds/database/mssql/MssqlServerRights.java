package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
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
 * @param hadrEnabled whether Always On availability groups are enabled
 * @param permissions the permissions on the server that it has, of its own or by a role
 */
record MssqlServerRights(
    boolean administrator,
    boolean securityAdministrator,
    boolean hadrEnabled,
    Set<MssqlPermission> permissions) {
  static final String SECURITY_ADMINISTRATORS = "securityadmin";

  /** From this version on reading the error log has a permission of its own. */
  static final int ERROR_LOG_SINCE = 16;

  static final String GRANT_ERROR_LOG = "GRANT VIEW ANY ERROR LOG TO this login.";

  static final String JOIN_SECURITY_ADMINISTRATORS =
      "ALTER SERVER ROLE securityadmin ADD MEMBER … for this login.";

  /** Who sees how the server is. */
  private static final Set<MssqlPermission> SEEING =
      Set.of(MssqlPermission.VIEW_SERVER_STATE, MssqlPermission.VIEW_SERVER_PERFORMANCE_STATE);

  private static final Set<MssqlPermission> CHANGING =
      EnumSet.of(MssqlPermission.CONTROL_SERVER, MssqlPermission.ALTER_ANY_AVAILABILITY_GROUP);

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
          SupportsSwitchover.class,
          CHANGING,
          SupportsTopologyChange.class,
          CHANGING,
          SupportsUsers.class,
          EnumSet.of(MssqlPermission.ALTER_ANY_LOGIN));

  /** What needs Always On to be switched on; reading tells that it is not. */
  private static final Set<Class<? extends Capability>> CHANGING_GROUPS =
      Set.of(SupportsSwitchover.class, SupportsTopologyChange.class);

  private static final String SQL =
      Arrays.stream(MssqlPermission.values())
          .map(each -> "HAS_PERMS_BY_NAME(NULL, NULL, '" + each.title() + "') AS " + each.column())
          .collect(
              Collectors.joining(
                  ", ",
                  "SELECT IS_SRVROLEMEMBER('sysadmin') AS is_administrator,"
                      + " IS_SRVROLEMEMBER('securityadmin') AS is_security_administrator,"
                      + " CAST(SERVERPROPERTY('IsHadrEnabled') AS int) AS is_hadr_enabled, ",
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
        row.optionalInt("is_hadr_enabled").orElse(0) == 1,
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
      return CHANGING_GROUPS.contains(status.capability()) && !hadrEnabled
          ? notEnabled(status)
          : status;
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

  private static CapabilityStatus notEnabled(CapabilityStatus status) {
    return new CapabilityStatus(
        status.capability(),
        status.feature(),
        Availability.CONFIGURATION,
        "Always On availability groups are not enabled on this server",
        "Enable them in SQL Server Configuration Manager, on Linux by mssql-conf set"
            + " hadr.hadrenabled 1, and restart the server.");
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
