package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.settings.Setting;
import io.gds.database.settings.TakesEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the server itself would tell a secret that is set, measured before it is. */
final class PostgresSecretChecks {
  private final PostgresContext context;
  private final boolean server;
  private final boolean reload;
  private final boolean allowed;

  /**
   * The checks of one operation.
   *
   * @param server whether the secret is set for the server, and not for a database or user
   * @param reload whether the configuration is read again after it
   * @param allowed whether the server's log may hold the secret
   */
  PostgresSecretChecks(PostgresContext context, boolean server, boolean reload, boolean allowed) {
    this.context = context;
    this.server = server;
    this.reload = reload;
    this.allowed = allowed;
  }

  /**
   * A secret is given to the server in the text of a statement, and the server writes what a reload
   * changes to its log, with the value.
   */
  List<Check> measure(Set<String> secrets, PostgresSettingReader.Reading reading, String role) {
    List<Check> checks = new ArrayList<>();
    List<String> beyond = new PostgresTraces(context).beyondReach();
    checks.add(
        kept(
            beyond.isEmpty(),
            "the server keeps no statement that holds a secret",
            String.join(", ", secrets),
            String.join(", ", beyond) + " would keep it, and this role may not change that",
            "kept nowhere",
            "Connect as a superuser"
                + (context.version().atLeast(PostgresSettingRights.PARAMETER_PRIVILEGES)
                    ? ", or have one run " + PostgresTraces.grant(beyond, role)
                    : "")
                + " Or allow it by "
                + PostgresConfiguration.SECRET_IN_SERVER_LOG.id()
                + ".",
            true));
    if (!server) {
      return checks;
    }
    List<String> logged =
        secrets.stream()
            .flatMap(name -> reading.find(name).stream())
            .filter(setting -> setting.takesEffect() != TakesEffect.ON_RESTART)
            .map(Setting::name)
            .toList();
    boolean silent =
        reading
            .find("log_min_messages")
            .flatMap(Setting::runningValue)
            .filter(level -> level.equals("fatal") || level.equals("panic"))
            .isPresent();
    checks.add(
        kept(
            logged.isEmpty() || silent,
            "no reload writes a secret to the server's log",
            String.join(", ", logged),
            (reload ? "this reload" : "the next reload, whoever asks for it,")
                + " writes the new value to the log",
            "not written",
            "Name a password file in its place (passfile=… in a connection string, a file that a"
                + " command reads); or leave the reload out and restart the server; or allow it by "
                + PostgresConfiguration.SECRET_IN_SERVER_LOG.id()
                + ".",
            reload));
    return checks;
  }

  /** Refused unless it is allowed, or not yet so. */
  private Check kept(
      boolean holds,
      String rule,
      String subject,
      String no,
      String yes,
      String remedy,
      boolean refusing) {
    return holds || (refusing && !allowed)
        ? new PostgresSettingFaults(context.clock())
            .demand(holds, rule, subject, no, yes, ErrorCode.PRECONDITION_FAILED, remedy)
        : Checks.advise(context.clock(), false, rule, subject, no, yes, remedy);
  }
}
