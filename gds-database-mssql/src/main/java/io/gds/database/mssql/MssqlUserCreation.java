package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.SupportsUsers;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creating logins of the server, users and roles. */
final class MssqlUserCreation {
  private final MssqlContext context;
  private final MssqlPasswords passwords;

  MssqlUserCreation(MssqlContext context) {
    this.context = context;
    this.passwords = new MssqlPasswords(context);
  }

  Operation<@Nullable Void> createUser(CreateUserOptions options) {
    context.runner().requireOpen();
    MssqlScope place = MssqlScope.of(options.database());
    AuthType type = authType(options);
    options.requireKnown(MssqlUser.OF_USER, MssqlUserFaults.of(options, type));
    requireLogIn(options.name(), type, place);
    boolean windows = type == AuthType.INTEGRATED;
    String name = MssqlPrincipalChecks.newName(options.name(), windows || ofOtherLogin(options));
    MssqlPrincipalChecks checks = new MssqlPrincipalChecks(context, place);
    Plan.Builder<@Nullable Void> plan = plan("createUser", options, name);
    if (options.ifNotExists() && checks.isThere(name, false)) {
      return leave(plan, name);
    }
    boolean contained = !place.isServer() && options.password().isPresent();
    plan.measure(
        () ->
            checks.of(
                name,
                now -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.mayCreateUser(now));
                  all.add(checks.free(now, name, Optional.empty()));
                  if (windows && place.isServer()) {
                    all.add(checks.ofWindows(name));
                  }
                  if (contained) {
                    all.add(checks.contained(now, name));
                  }
                  return all;
                }));
    loginOf(options, type)
        .ifPresent(login -> plan.check(() -> MssqlPrincipalChecks.loginThere(context, login)));
    addRoles(plan, options.roles(), checks);
    MssqlTogether work = new MssqlTogether();
    create(options, type, place, work, plan);
    if (!options.enabled()) {
      work.add(place.home(), MssqlUserSql.enabling(place, name, false));
    }
    for (String role : options.roles()) {
      work.add(place.home(), MssqlUserSql.membership(place, role, "ADD", name));
    }
    return work.once(plan, context, checks.fate(name, true));
  }

  /** A user of a login may be called as one of Windows whatever it is. */
  private static boolean ofOtherLogin(CreateUserOptions options) {
    return options.database().isPresent() && options.password().isEmpty();
  }

  private static AuthType authType(CreateUserOptions options) {
    return options
        .authType()
        .orElse(
            options.publicKey().isPresent()
                ? AuthType.KEYPAIR
                : options.database().isPresent() || options.password().isPresent()
                    ? AuthType.PASSWORD
                    : AuthType.INTEGRATED);
  }

  /** The login that a new user of a database belongs to. */
  private static Optional<String> loginOf(CreateUserOptions options, AuthType type) {
    boolean ofLogin =
        options.database().isPresent()
            && options.password().isEmpty()
            && (type == AuthType.PASSWORD || type == AuthType.INTEGRATED);
    return ofLogin
        ? Optional.of(options.platformOptions().given(MssqlUser.LOGIN).orElse(options.name()))
        : Optional.empty();
  }

  private void create(
      CreateUserOptions options,
      AuthType type,
      MssqlScope place,
      MssqlTogether work,
      Plan.Builder<@Nullable Void> plan) {
    OptionValues values = options.platformOptions();
    String begin = "CREATE " + place.user() + " " + MssqlSql.name(options.name());
    Optional<SecretRef> password = options.password();
    List<String> clauses = MssqlUserSql.clauses(values, options.mustChangePassword());
    if (password.isPresent()) {
      plan.check(() -> passwords.covered(options.name()));
      boolean hashed = values.valueOf(MssqlUser.HASHED);
      values.given(MssqlUser.SID).ifPresent(sid -> clauses.add(0, "SID = " + sid));
      MssqlUserSql.secret(
          work,
          place,
          begin + " WITH PASSWORD = ",
          () -> hashed ? passwords.hash(password.get()) : passwords.literal(password.get()),
          (hashed ? " HASHED" : "") + (options.mustChangePassword() ? " MUST_CHANGE" : ""),
          hashed ? " HASHED" : "",
          clauses);
      return;
    }
    String source =
        switch (type) {
          case NONE -> " WITHOUT LOGIN";
          case OAUTH -> " FROM EXTERNAL PROVIDER";
          case CERTIFICATE ->
              " FROM CERTIFICATE "
                  + MssqlSql.name(values.given(MssqlUser.CERTIFICATE).orElseThrow());
          default ->
              loginOf(options, type)
                  .map(login -> " FOR LOGIN " + MssqlSql.name(login))
                  .orElse(" FROM WINDOWS");
        };
    work.add(
        place.home(),
        begin + source + (clauses.isEmpty() ? "" : " WITH " + String.join(", ", clauses)));
  }

  Operation<@Nullable Void> createRole(CreateRoleOptions options) {
    context.runner().requireOpen();
    MssqlScope place = MssqlScope.of(options.database());
    List<OptionFault> faults = new ArrayList<>();
    if (options.comment().isPresent()) {
      faults.add(new OptionFault("comment", "is not known to SQL Server for roles"));
    }
    options.requireKnown(Set.of(), faults);
    String name = MssqlPrincipalChecks.newName(options.name(), true);
    MssqlPrincipalChecks checks = new MssqlPrincipalChecks(context, place);
    Plan.Builder<@Nullable Void> plan = plan("createRole", options, name);
    if (options.ifNotExists() && checks.isThere(name, true)) {
      return leave(plan, name);
    }
    plan.measure(
        () ->
            checks.of(
                name,
                now ->
                    List.of(checks.mayCreateRole(now), checks.free(now, name, Optional.empty()))));
    addRoles(plan, options.roles(), checks);
    MssqlTogether work = new MssqlTogether();
    work.add(place.home(), "CREATE " + place.role() + " " + MssqlSql.name(name));
    for (String role : options.roles()) {
      work.add(place.home(), MssqlUserSql.membership(place, role, "ADD", name));
    }
    return work.once(plan, context, checks.fate(name, true));
  }

  private Plan.Builder<@Nullable Void> plan(String verb, Options options, String name) {
    return context.runner().<@Nullable Void>plan(verb, name).options(options);
  }

  private static Operation<@Nullable Void> leave(Plan.Builder<@Nullable Void> plan, String name) {
    return plan.step(
            StepKind.SQL,
            Effect.READ,
            Quoting.comment("leave " + MssqlSql.name(name) + " as it is: it exists"),
            step -> {})
        .yields(() -> null);
  }

  private static void addRoles(
      Plan.Builder<@Nullable Void> plan, List<String> roles, MssqlPrincipalChecks checks) {
    roles.forEach(MssqlSql.NAMES::check);
    if (!roles.isEmpty()) {
      plan.check(() -> checks.allKnown(roles, "roles"));
    }
  }

  private void requireLogIn(String user, AuthType type, MssqlScope place) {
    String reason =
        switch (type) {
          case KEYPAIR -> "a login of an asymmetric key is made of one in master, by hand";
          case TOKEN, WORKLOAD_IDENTITY -> "SQL Server itself knows no log-in by " + type;
          case CERTIFICATE -> place.isServer() ? "" : "only logins are made of certificates here";
          case NONE -> place.isServer() ? "every login proves who it is" : "";
          default -> "";
        };
    if (!reason.isEmpty()) {
      throw refused(user, Availability.NOT_ON_PLATFORM, reason);
    }
    boolean windows = type == AuthType.INTEGRATED && place.isServer();
    if (windows || type == AuthType.OAUTH) {
      context
          .product()
          .lack(windows ? MssqlFeature.WINDOWS_LOGINS : MssqlFeature.ENTRA_LOGINS)
          .ifPresent(
              lack -> {
                throw refused(user, lack.availability(), lack.reason());
              });
    }
  }

  private static RuntimeException refused(String user, Availability why, String reason) {
    return MssqlCapabilities.refusal(
        user,
        CapabilityStatus.absent(
            SupportsUsers.class, why, reason, "Choose another way to log in: see MssqlUser."));
  }
}
