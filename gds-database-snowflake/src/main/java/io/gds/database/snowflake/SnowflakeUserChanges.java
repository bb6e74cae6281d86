package io.gds.database.snowflake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Creating, changing and dropping users.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-user">CREATE USER</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-user">ALTER USER</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-user">DROP USER</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/desc-user">DESCRIBE USER</a>
 */
final class SnowflakeUserChanges {
  static final String FIRST_KEY = "RSA_PUBLIC_KEY";
  static final String SECOND_KEY = "RSA_PUBLIC_KEY_2";

  /** Log-ins that a user is not made for one by one. */
  private static final Set<AuthType> NEVER = Set.of(AuthType.INTEGRATED, AuthType.CERTIFICATE);

  private final SnowflakeContext context;
  private final SnowflakePrincipalChecks checks;
  private final SnowflakePrincipals principals;

  SnowflakeUserChanges(SnowflakeContext context) {
    this.context = context;
    this.checks = new SnowflakePrincipalChecks(context);
    this.principals = checks.principals;
  }

  private Plan.Builder<@Nullable Void> plan(String verb, Options options, String name) {
    return context.runner().<@Nullable Void>plan(verb, name).options(options);
  }

  static void step(Plan.Builder<@Nullable Void> plan, Effect effect, SnowflakeRun run) {
    plan.step(new Step(StepKind.SQL, run.text(), effect, ""), run, run);
  }

  static Operation<@Nullable Void> nothing(Plan.Builder<@Nullable Void> plan, String why) {
    return plan.step(StepKind.SQL, Effect.READ, Quoting.comment(why), step -> {})
        .yields(() -> null);
  }

  /** Sends it, with the password if there is one. */
  private void send(
      Plan.Builder<@Nullable Void> plan,
      String begin,
      Optional<SecretRef> password,
      List<String> properties,
      @Nullable BooleanSupplier seen) {
    String rest = properties.isEmpty() ? "" : " " + String.join(" ", properties);
    if (password.isPresent()) {
      SnowflakeSecretRun run =
          new SnowflakeSecretRun(
              context, password.get(), text -> begin + " PASSWORD = " + text + rest, seen);
      plan.step(new Step(StepKind.SQL, run.text(), Effect.ONCE, ""), run, run);
    } else {
      SnowflakeRun run = context.gateway().prepare(begin + rest);
      step(plan, Effect.ONCE, seen == null ? run : run.seen(seen));
    }
  }

  Operation<@Nullable Void> create(CreateUserOptions options) {
    context.runner().requireOpen();
    String name = SnowflakeSql.NAMES.check(options.name());
    options.roles().forEach(SnowflakeSql.NAMES::check);
    options
        .authType()
        .filter(NEVER::contains)
        .ifPresent(
            type -> {
              throw refused(name, "Snowflake knows no log-in by " + type);
            });
    Instant now = context.clock().instant();
    options.requireKnown(SnowflakeUser.OF_USER, faults(options, now));
    Plan.Builder<@Nullable Void> plan = plan("createUser", options, name);
    if (options.ifNotExists() && principals.user(name).isPresent()) {
      return nothing(plan, "leave " + SnowflakeSql.name(name) + " as it is: the user exists");
    }
    plan.measure(
        () ->
            checks.measured(
                name,
                all -> {
                  checks.free(all, "user", name, principals.user(name).isPresent());
                  checks.roles(all, options.roles());
                }));
    List<String> properties = new ArrayList<>();
    if (options.mustChangePassword()) {
      properties.add("MUST_CHANGE_PASSWORD = TRUE");
    }
    if (!options.enabled()) {
      properties.add("DISABLED = TRUE");
    }
    options
        .expiresAt()
        .filter(at -> !at.equals(Instant.MAX))
        .ifPresent(at -> properties.add("DAYS_TO_EXPIRY = " + days(at, now)));
    options
        .publicKey()
        .flatMap(SnowflakePublicKey::parse)
        .ifPresent(key -> properties.add(set(FIRST_KEY, key)));
    add(properties, options.platformOptions(), options.comment());
    send(
        plan,
        "CREATE USER " + SnowflakeSql.name(name),
        options.password(),
        properties,
        () -> principals.user(name).isPresent());
    for (String role : options.roles()) {
      RoleMembership given = RoleMembership.of(Principal.role(role), Principal.user(name));
      step(plan, Effect.IDEMPOTENT, context.gateway().prepare(SnowflakeGrantSql.give(given)));
    }
    return plan.yields(() -> null);
  }

  private static RuntimeException refused(String user, String reason) {
    return SnowflakeCapabilities.refusal(
        user,
        CapabilityStatus.absent(
            SupportsUsers.class,
            Availability.NOT_ON_PLATFORM,
            reason,
            "Choose another way to log in: a public key, or an integration of the account."));
  }

  private static String set(String slot, SnowflakePublicKey key) {
    return slot + " = " + SnowflakeSql.literal(key.text());
  }

  /** Whole days, as the server counts them from now on; rather sooner than later. */
  private static long days(Instant at, Instant now) {
    return Duration.between(now, at).toDays();
  }

  private static void add(List<String> properties, OptionValues values, Optional<String> comment) {
    values
        .given(SnowflakeUser.DEFAULT_ROLE)
        .ifPresent(role -> properties.add("DEFAULT_ROLE = " + SnowflakeSql.name(role)));
    values
        .given(SnowflakeUser.DEFAULT_WAREHOUSE)
        .ifPresent(name -> properties.add("DEFAULT_WAREHOUSE = " + SnowflakeSql.name(name)));
    values.given(SnowflakeUser.TYPE).ifPresent(type -> properties.add("TYPE = " + type));
    comment.ifPresent(text -> properties.add("COMMENT = " + SnowflakeSql.literal(text)));
  }

  private static void common(
      List<OptionFault> faults,
      Optional<String> database,
      Optional<String> key,
      Optional<Instant> expires,
      boolean limit,
      Instant now) {
    if (database.isPresent()) {
      faults.add(new OptionFault("database", "has no users on Snowflake: the account has"));
    }
    if (key.isPresent() && key.flatMap(SnowflakePublicKey::parse).isEmpty()) {
      faults.add(new OptionFault("publicKey", "is no RSA public key in PEM form"));
    }
    if (expires.filter(at -> at.isBefore(now.plus(Duration.ofDays(1)))).isPresent()) {
      faults.add(
          new OptionFault("expiresAt", "is a day ahead at least: disable the user to end it now"));
    }
    if (limit) {
      faults.add(new OptionFault("connectionLimit", "is not known to Snowflake"));
    }
  }

  private static List<OptionFault> faults(CreateUserOptions options, Instant now) {
    List<OptionFault> faults = new ArrayList<>();
    common(
        faults,
        options.database(),
        options.publicKey(),
        options.expiresAt(),
        options.connectionLimit().isPresent(),
        now);
    boolean service = isService(options.platformOptions());
    if (options.password().isPresent() && service) {
      faults.add(new OptionFault("password", "is nothing that a user of TYPE SERVICE has"));
    }
    AuthType type = options.authType().orElse(null);
    if (type == AuthType.PASSWORD && options.password().isEmpty()) {
      faults.add(new OptionFault("password", "is missing"));
    }
    if (type == AuthType.KEYPAIR && options.publicKey().isEmpty()) {
      faults.add(new OptionFault("publicKey", "is missing"));
    }
    return faults;
  }

  private static boolean isService(OptionValues values) {
    return values.given(SnowflakeUser.TYPE).filter("SERVICE"::equals).isPresent();
  }

  Operation<@Nullable Void> alter(AlterUserOptions options) {
    context.runner().requireOpen();
    String name = SnowflakeSql.NAMES.check(options.name());
    options.newName().ifPresent(SnowflakeSql.NAMES::check);
    Instant now = context.clock().instant();
    options.requireKnown(SnowflakeUser.OF_CHANGE, faults(options, now));
    Plan.Builder<@Nullable Void> plan = plan("alterUser", options, name);
    SnowflakeUserKeys keys = new SnowflakeUserKeys(context, checks, options);
    plan.measure(() -> checks.measured(name, all -> measure(all, options, keys)));
    List<String> properties = new ArrayList<>();
    options
        .mustChangePassword()
        .ifPresent(must -> properties.add("MUST_CHANGE_PASSWORD = " + word(must)));
    options.enabled().ifPresent(on -> properties.add("DISABLED = " + word(!on)));
    if (options.unlock()) {
      properties.add("MINS_TO_UNLOCK = 0");
    }
    options
        .expiresAt()
        .filter(at -> !at.equals(Instant.MAX))
        .ifPresent(at -> properties.add("DAYS_TO_EXPIRY = " + days(at, now)));
    add(properties, options.platformOptions(), options.comment());
    String user = "ALTER USER " + SnowflakeSql.name(name);
    if (options.password().isPresent() || !properties.isEmpty()) {
      send(plan, user + " SET", options.password(), properties, null);
    }
    if (options.expiresAt().filter(Instant.MAX::equals).isPresent()) {
      step(plan, Effect.IDEMPOTENT, context.gateway().prepare(user + " UNSET DAYS_TO_EXPIRY"));
    }
    keys.addTo(plan);
    options
        .newName()
        .ifPresent(
            to ->
                step(
                    plan,
                    Effect.ONCE,
                    context
                        .gateway()
                        .prepare(user + " RENAME TO " + SnowflakeSql.name(to))
                        .seen(() -> principals.user(to).isPresent())));
    return plan.yields(() -> null);
  }

  private static String word(boolean truth) {
    return truth ? "TRUE" : "FALSE";
  }

  private static List<OptionFault> faults(AlterUserOptions options, Instant now) {
    List<OptionFault> faults = new ArrayList<>();
    common(
        faults,
        options.database(),
        options.publicKey(),
        options.expiresAt(),
        options.connectionLimit().isPresent(),
        now);
    boolean named = options.platformOptions().given(SnowflakeUser.OLD_KEY).isPresent();
    if (options.removeOldKey() != named) {
      faults.add(
          new OptionFault(
              SnowflakeUser.OLD_KEY.id(),
              "goes with removeOldKey, which needs it: it tells which of the two keys is meant"));
    }
    if (options.password().isPresent() && isService(options.platformOptions())) {
      faults.add(new OptionFault("password", "is nothing that a user of TYPE SERVICE has"));
    }
    return faults;
  }

  private void measure(SnowflakeCheckList all, AlterUserOptions options, SnowflakeUserKeys keys) {
    String name = options.name();
    Optional<UserInfo> found = checks.user(all, name);
    if (found.isEmpty()) {
      return;
    }
    boolean meant = options.platformOptions().valueOf(SnowflakeUser.ALLOW_OWN);
    boolean ends = options.enabled().filter(on -> !on).isPresent();
    boolean expires = options.expiresAt().filter(at -> !at.equals(Instant.MAX)).isPresent();
    checks.notSystem(all, name, found.get().system());
    if (ends || expires || options.newName().isPresent() || options.removeOldKey()) {
      checks.notOwn(all, name, meant);
    }
    if (ends || expires) {
      checks.notLast(all, name, meant);
    }
    if (options.password().isPresent()) {
      boolean own = principals.self().equals(name);
      all.advise(
          !own,
          "it is not how this connection logs in",
          name,
          own ? "this connection's user" : "another",
          "another",
          "This engine goes on logging in as before: open it again with what is new.");
    }
    options
        .newName()
        .ifPresent(to -> checks.free(all, "user", to, principals.user(to).isPresent()));
    keys.measure(all);
  }

  Operation<@Nullable Void> drop(DropUserOptions options) {
    context.runner().requireOpen();
    String name = SnowflakeSql.NAMES.check(options.name());
    List<OptionFault> faults = new ArrayList<>();
    common(faults, options.database(), Optional.empty(), Optional.empty(), false, Instant.MIN);
    owned(options.dropOwned(), options.reassignOwnedTo(), "users own nothing", faults);
    options.requireKnown(SnowflakeUser.OF_DROP, faults);
    Plan.Builder<@Nullable Void> plan = plan("dropUser", options, name);
    if (options.ifExists() && principals.user(name).isEmpty()) {
      return nothing(plan, "leave it at that: there is no such user, as far as this role sees");
    }
    boolean meant = options.platformOptions().valueOf(SnowflakeUser.ALLOW_OWN);
    plan.measure(
        () ->
            checks.measured(
                name,
                all -> {
                  Optional<UserInfo> found = checks.user(all, name);
                  if (found.isPresent()) {
                    checks.notSystem(all, name, found.get().system());
                    checks.notOwn(all, name, meant);
                    checks.notLast(all, name, meant);
                  }
                }));
    if (options.force()) {
      step(
          plan,
          Effect.IDEMPOTENT,
          context
              .gateway()
              .prepare("ALTER USER " + SnowflakeSql.name(name) + " ABORT ALL QUERIES"));
    }
    step(
        plan,
        Effect.ONCE,
        context
            .gateway()
            .prepare("DROP USER " + SnowflakeSql.name(name))
            .seen(() -> principals.user(name).isEmpty()));
    return plan.yields(() -> null);
  }

  static void owned(boolean dropped, Optional<String> heir, String why, List<OptionFault> faults) {
    if (dropped) {
      faults.add(new OptionFault("dropOwned", "is not possible: " + why));
    }
    heir.ifPresent(
        name -> faults.add(new OptionFault("reassignOwnedTo", "is not possible: " + why)));
  }
}
