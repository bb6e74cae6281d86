package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.SupportsUsers;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creating logins, users and roles, and changing logins and users. */
final class MssqlUserChanges {
  private final MssqlContext context;
  private final MssqlPasswords passwords;

  MssqlUserChanges(MssqlContext context) {
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
    if (options.ifNotExists() && checks.isThere(name)) {
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
    loginOf(options, type).ifPresent(login -> plan.check(() -> loginThere(login)));
    addRoles(plan, options.roles(), checks);
    MssqlTogether work = new MssqlTogether();
    create(options, type, place, work, plan);
    if (!options.enabled()) {
      work.add(place.home(), enabling(place, name, false));
    }
    for (String role : options.roles()) {
      work.add(place.home(), membership(place, role, "ADD", name));
    }
    return once(plan, work, checks.fate(name, true));
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

  private Check loginThere(String login) {
    MssqlSql.NAMES.check(login);
    return new MssqlPrincipalChecks(context, MssqlScope.of(Optional.empty()))
        .allKnown(List.of(login), "login of the user");
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
    List<String> clauses = clauses(values, options.mustChangePassword());
    if (password.isPresent()) {
      plan.check(() -> passwords.covered(options.name()));
      boolean hashed = values.valueOf(MssqlUser.HASHED);
      values.given(MssqlUser.SID).ifPresent(sid -> clauses.add(0, "SID = " + sid));
      secret(
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

  /** Shown with the password hidden; what follows it is the same in both. */
  private static void secret(
      MssqlTogether work,
      MssqlScope place,
      String before,
      Supplier<String> password,
      String after,
      String inPassword,
      List<String> clauses) {
    String rest =
        after.substring(inPassword.length())
            + (clauses.isEmpty() ? "" : ", " + String.join(", ", clauses));
    work.secret(
        place.home(),
        before + MssqlPasswords.HIDDEN + inPassword + rest,
        () -> before + password.get() + rest);
  }

  private static List<String> clauses(OptionValues values, boolean mustChange) {
    List<String> clauses = new ArrayList<>();
    values
        .given(MssqlUser.DEFAULT_DATABASE)
        .ifPresent(name -> clauses.add("DEFAULT_DATABASE = " + MssqlSql.name(name)));
    values
        .given(MssqlUser.DEFAULT_SCHEMA)
        .ifPresent(name -> clauses.add("DEFAULT_SCHEMA = " + MssqlSql.name(name)));
    values
        .given(MssqlUser.DEFAULT_LANGUAGE)
        .ifPresent(name -> clauses.add("DEFAULT_LANGUAGE = " + MssqlSql.name(name)));
    values
        .given(MssqlUser.CHECK_EXPIRATION)
        .or(() -> mustChange ? Optional.of(true) : Optional.empty())
        .ifPresent(on -> clauses.add("CHECK_EXPIRATION = " + word(on)));
    values.given(MssqlUser.CHECK_POLICY).ifPresent(on -> clauses.add("CHECK_POLICY = " + word(on)));
    return clauses;
  }

  private static String word(boolean on) {
    return on ? "ON" : "OFF";
  }

  static String membership(MssqlScope place, String role, String verb, String member) {
    return "ALTER "
        + place.role()
        + " "
        + MssqlSql.name(role)
        + " "
        + verb
        + " MEMBER "
        + MssqlSql.name(member);
  }

  /** A user of a database cannot be disabled, but be kept from connecting. */
  private static String enabling(MssqlScope place, String name, boolean on) {
    return place.isServer()
        ? "ALTER LOGIN " + MssqlSql.name(name) + (on ? " ENABLE" : " DISABLE")
        : (on ? "GRANT" : "DENY") + " CONNECT TO " + MssqlSql.name(name);
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
    if (options.ifNotExists() && checks.isThere(name)) {
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
      work.add(place.home(), membership(place, role, "ADD", name));
    }
    return once(plan, work, checks.fate(name, true));
  }

  Operation<@Nullable Void> alterUser(AlterUserOptions options) {
    context.runner().requireOpen();
    MssqlScope place = MssqlScope.of(options.database());
    options.requireKnown(MssqlUser.OF_CHANGE, MssqlUserFaults.of(options));
    String name = MssqlSql.NAMES.check(options.name());
    Optional<String> newName =
        options.newName().map(to -> MssqlPrincipalChecks.newName(to, name.indexOf('\\') >= 0));
    MssqlPrincipalChecks checks = new MssqlPrincipalChecks(context, place);
    Plan.Builder<@Nullable Void> plan = plan("alterUser", options, name);
    boolean disables = options.enabled().filter(on -> !on).isPresent();
    plan.measure(
        () ->
            checks.of(
                name,
                now -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.userExists(now, name));
                  all.add(checks.mayChangeUser(now));
                  all.add(checks.mayChangeAdministrator(now, name));
                  all.add(checks.notServers(now, name, newName.isPresent()));
                  if (newName.isPresent() || disables) {
                    all.add(checks.notOwn(now, name));
                  }
                  if (options.platformOptions().given(MssqlUser.LOGIN).isPresent()) {
                    all.add(checks.mayMap(now));
                  }
                  return all;
                }));
    newName.ifPresent(
        to ->
            plan.measure(
                () -> checks.of(to, now -> List.of(checks.free(now, to, Optional.of(name))))));
    options
        .platformOptions()
        .given(MssqlUser.LOGIN)
        .ifPresent(login -> plan.check(() -> loginThere(login)));
    MssqlTogether work = new MssqlTogether();
    unlock(options, place, name, work, plan);
    alteration(options, place, name, newName, work, plan);
    options
        .enabled()
        .ifPresent(on -> work.add(place.home(), enabling(place, newName.orElse(name), on)));
    if (newName.isPresent()) {
      return once(plan, work, checks.fate(newName.get(), true));
    }
    return options.password().isPresent()
        ? onceByPassword(plan, work, place, name, checks)
        : plan.step(
                new Step(StepKind.SQL, work.text(), Effect.IDEMPOTENT, ""),
                step -> work.run(context.sql(), step))
            .yields(() -> null);
  }

  /**
   * Without a new password, a lock is lifted by turning the policy off and on, along with which
   * expiration goes off.
   */
  private void unlock(
      AlterUserOptions options,
      MssqlScope place,
      String name,
      MssqlTogether work,
      Plan.Builder<@Nullable Void> plan) {
    if (!options.unlock() || options.password().isPresent()) {
      return;
    }
    Optional<MssqlPrincipalRow.Found> found =
        MssqlPrincipalRow.read(context, place, name).user(name);
    boolean expires = found.filter(MssqlPrincipalRow.Found::expiration).isPresent();
    plan.check(
        () ->
            Checks.advise(
                context.clock(),
                false,
                "the server goes on knowing the passwords used before",
                name,
                "it forgets them",
                "it remembers",
                "Give a new password too: then the lock is lifted along with it."));
    String alter = "ALTER LOGIN " + MssqlSql.name(name) + " WITH CHECK_POLICY = ";
    work.add(place.home(), alter + "OFF");
    if (found.filter(there -> !there.policy()).isPresent()) {
      // Without the policy nothing is locked, and turning it on was not asked for.
      return;
    }
    work.add(place.home(), alter + "ON" + (expires ? ", CHECK_EXPIRATION = ON" : ""));
  }

  private void alteration(
      AlterUserOptions options,
      MssqlScope place,
      String name,
      Optional<String> newName,
      MssqlTogether work,
      Plan.Builder<@Nullable Void> plan) {
    OptionValues values = options.platformOptions();
    boolean must = options.mustChangePassword().orElse(false);
    List<String> clauses = clauses(values, must);
    values
        .given(MssqlUser.LOGIN)
        .ifPresent(login -> clauses.add("LOGIN = " + MssqlSql.name(login)));
    newName.ifPresent(to -> clauses.add("NAME = " + MssqlSql.name(to)));
    String begin = "ALTER " + place.user() + " " + MssqlSql.name(name) + " WITH ";
    Optional<SecretRef> password = options.password();
    if (password.isPresent()) {
      plan.check(() -> passwords.covered(name));
      secret(
          work,
          place,
          begin + "PASSWORD = ",
          () -> passwords.literal(password.get()),
          (must ? " MUST_CHANGE" : "") + (options.unlock() ? " UNLOCK" : ""),
          "",
          clauses);
    } else if (!clauses.isEmpty()) {
      work.add(place.home(), begin + String.join(", ", clauses));
    }
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

  private Operation<@Nullable Void> once(
      Plan.Builder<@Nullable Void> plan, MssqlTogether work, Reconciler reconciler) {
    return plan.step(
            new Step(StepKind.SQL, work.text(), Effect.ONCE, ""),
            step -> work.run(context.sql(), step),
            reconciler)
        .yields(() -> null);
  }

  /**
   * The policy may refuse to take the same password twice, so it is not simply sent again: whether
   * it was set shows by when the password, or the user, was last changed.
   */
  private Operation<@Nullable Void> onceByPassword(
      Plan.Builder<@Nullable Void> plan,
      MssqlTogether work,
      MssqlScope place,
      String name,
      MssqlPrincipalChecks checks) {
    AtomicReference<Optional<String>> before = new AtomicReference<>(Optional.empty());
    return plan.step(
            new Step(StepKind.SQL, work.text(), Effect.ONCE, ""),
            step -> {
              before.set(changed(place, name));
              work.run(context.sql(), step);
            },
            checks.fate(() -> !changed(place, name).equals(before.get())))
        .yields(() -> null);
  }

  private Optional<String> changed(MssqlScope place, String name) {
    String at =
        place.isServer()
            ? "CAST(LOGINPROPERTY(p.name, 'PasswordLastSetTime') AS datetime)"
            : "p.modify_date";
    return context
        .sql()
        .first(
            "SELECT "
                + at
                + " AS changed_at FROM "
                + place.view("principals")
                + " p WHERE p.name = ?",
            row -> row.optionalLocalTime("changed_at").map(Object::toString),
            name)
        .flatMap(found -> found);
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
