package io.gds.database.mssql;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Changing logins of the server and users of databases. */
final class MssqlUserAlteration {
  private final MssqlContext context;
  private final MssqlPasswords passwords;

  MssqlUserAlteration(MssqlContext context) {
    this.context = context;
    this.passwords = new MssqlPasswords(context);
  }

  Operation<@Nullable Void> alterUser(AlterUserOptions options) {
    context.runner().requireOpen();
    MssqlScope place = MssqlScope.of(options.database());
    options.requireKnown(MssqlUser.OF_CHANGE, MssqlUserFaults.of(options));
    String name = MssqlSql.NAMES.check(options.name());
    Optional<String> newName =
        options.newName().map(to -> MssqlPrincipalChecks.newName(to, name.indexOf('\\') >= 0));
    MssqlPrincipalChecks checks = new MssqlPrincipalChecks(context, place);
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan("alterUser", name).options(options);
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
                  if (options.password().isPresent()) {
                    all.add(checks.ownPassword(now, name));
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
        .ifPresent(login -> plan.check(() -> MssqlPrincipalChecks.loginThere(context, login)));
    MssqlTogether work = new MssqlTogether();
    unlock(options, place, name, work, plan);
    alteration(options, place, name, newName, work, plan);
    options
        .enabled()
        .ifPresent(
            on -> work.add(place.home(), MssqlUserSql.enabling(place, newName.orElse(name), on)));
    if (newName.isPresent()) {
      return work.once(plan, context, checks.fate(newName.get(), true));
    }
    return options.password().isPresent()
        ? onceByPassword(plan, work, place, name, checks)
        : work.again(plan, context);
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
    List<String> clauses = MssqlUserSql.clauses(values, must);
    values
        .given(MssqlUser.LOGIN)
        .ifPresent(login -> clauses.add("LOGIN = " + MssqlSql.name(login)));
    newName.ifPresent(to -> clauses.add("NAME = " + MssqlSql.name(to)));
    String begin = "ALTER " + place.user() + " " + MssqlSql.name(name) + " WITH ";
    Optional<SecretRef> password = options.password();
    if (password.isPresent()) {
      plan.check(() -> passwords.covered(name));
      MssqlUserSql.secret(
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

  /**
   * The policy may refuse to take the same password twice, so it is not simply sent again: whether
   * it was set shows by when the password, or the user, was last changed; if that is not told to
   * this login, it does not show.
   */
  private Operation<@Nullable Void> onceByPassword(
      Plan.Builder<@Nullable Void> plan,
      MssqlTogether work,
      MssqlScope place,
      String name,
      MssqlPrincipalChecks checks) {
    AtomicReference<@Nullable Optional<String>> before = new AtomicReference<>();
    Reconciler byTime = checks.fate(() -> !changed(place, name).equals(before.get()));
    return plan.step(
            new Step(StepKind.SQL, work.text(), Effect.ONCE, ""),
            step -> {
              before.set(changed(place, name));
              work.run(context.sql(), step);
            },
            () -> {
              Optional<String> was = before.get();
              if (was == null) {
                // It broke off before anything was sent.
                return Finding.NOT_DONE;
              }
              return was.isPresent() ? byTime.look() : Finding.UNKNOWN;
            })
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
}
