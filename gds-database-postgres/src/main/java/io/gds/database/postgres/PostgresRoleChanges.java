package io.gds.database.postgres;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.jdbc.SqlSession;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Creating users and roles, and changing users. */
final class PostgresRoleChanges {
  private final PostgresContext context;
  private final PostgresRoleChecks checks;

  PostgresRoleChanges(PostgresContext context) {
    this.context = context;
    this.checks = new PostgresRoleChecks(context);
  }

  Operation<@Nullable Void> createUser(CreateUserOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults =
        PostgresRoleOptions.faults(
            options.database(), options.mustChangePassword(), options.expiresAt());
    if (options.authType().filter(AuthType.PASSWORD::equals).isPresent()
        && options.password().isEmpty()) {
      faults.add(new OptionFault("password", "is missing, for a log-in by password"));
    }
    options.requireKnown(PostgresUser.OF_USER, faults);
    String name = PostgresRoleChecks.newName(options.name());
    PostgresRoleOptions.requireLogIn(
        name, options.publicKey().isPresent(), options.authType(), options.password().isPresent());
    List<String> clauses = new ArrayList<>();
    clauses.add(options.enabled() ? "LOGIN" : "NOLOGIN");
    clauses.addAll(PostgresRoleOptions.attributes(options.platformOptions()));
    options.connectionLimit().ifPresent(limit -> clauses.add("CONNECTION LIMIT " + limit));
    options.expiresAt().map(PostgresRoleOptions::validUntil).ifPresent(clauses::add);
    return create("createUser", options, name, options.ifNotExists(), clauses, options.roles())
        .password(options.password(), options.platformOptions())
        .comment(options.comment())
        .plan();
  }

  Operation<@Nullable Void> createRole(CreateRoleOptions options) {
    context.runner().requireOpen();
    options.requireKnown(PostgresUser.OF_ROLE, PostgresRoleOptions.ofRole(options.database()));
    String name = PostgresRoleChecks.newName(options.name());
    List<String> clauses = new ArrayList<>();
    clauses.add("NOLOGIN");
    clauses.addAll(PostgresRoleOptions.attributes(options.platformOptions()));
    return create("createRole", options, name, options.ifNotExists(), clauses, options.roles())
        .comment(options.comment())
        .plan();
  }

  private Writing create(
      String verb,
      Options options,
      String name,
      boolean ifNotExists,
      List<String> clauses,
      List<String> roles) {
    Plan.Builder<@Nullable Void> plan =
        context.runner().<@Nullable Void>plan(verb, name).options(options);
    if (!roles.isEmpty()) {
      clauses.add("IN ROLE " + String.join(", ", roles.stream().map(PostgresSql::name).toList()));
    }
    Writing writing =
        new Writing(plan, name, "CREATE ROLE " + PostgresSql.name(name) + " WITH", clauses);
    if (ifNotExists && checks.exists(name)) {
      return writing.nothing(
          Quoting.comment("leave " + PostgresSql.name(name) + " as it is: it exists"));
    }
    plan.check(() -> context.checks().primary())
        .check(checks::mayCreate)
        .check(() -> checks.free(name));
    if (!roles.isEmpty()) {
      plan.check(() -> checks.allKnown(roles));
    }
    return writing.once(checks.fate(name, true, ""));
  }

  Operation<@Nullable Void> alterUser(AlterUserOptions options) {
    context.runner().requireOpen();
    OptionValues values = options.platformOptions();
    options.requireKnown(PostgresUser.OF_CHANGE, faults(options, values));
    String name = PostgresSql.NAMES.check(options.name());
    PostgresRoleOptions.requireLogIn(
        name,
        options.publicKey().isPresent() || options.removeOldKey(),
        Optional.empty(),
        options.password().isPresent());
    Optional<String> newName = options.newName().map(PostgresRoleChecks::newName);
    Plan.Builder<@Nullable Void> plan =
        context
            .runner()
            .<@Nullable Void>plan("alterUser", name)
            .options(options)
            .check(() -> context.checks().primary())
            .check(() -> checks.known(name))
            .check(() -> checks.mayChange(name));
    boolean disables =
        options.enabled().filter(on -> !on).isPresent()
            || values.given(PostgresUser.SUPERUSER).filter(on -> !on).isPresent();
    if (newName.isPresent() || disables) {
      plan.check(() -> checks.notOwn(name, "Do it as another role that may change roles."));
    }
    if (newName.isPresent()) {
      plan.check(() -> checks.notSystem(name)).check(() -> checks.free(newName.get()));
      if (options.password().isEmpty()) {
        plan.check(() -> keepsPassword(name));
      }
    }
    List<String> clauses = new ArrayList<>();
    options.enabled().ifPresent(on -> clauses.add(on ? "LOGIN" : "NOLOGIN"));
    clauses.addAll(PostgresRoleOptions.attributes(values));
    options.connectionLimit().ifPresent(limit -> clauses.add("CONNECTION LIMIT " + limit));
    if (values.valueOf(PostgresUser.NO_CONNECTION_LIMIT)) {
      clauses.add("CONNECTION LIMIT -1");
    }
    if (values.valueOf(PostgresUser.NO_PASSWORD)) {
      clauses.add("PASSWORD NULL");
    }
    options.expiresAt().map(PostgresRoleOptions::validUntil).ifPresent(clauses::add);
    String after = newName.orElse(name);
    Writing writing =
        new Writing(plan, after, "ALTER ROLE " + PostgresSql.name(after) + " WITH", clauses);
    newName.ifPresent(
        to ->
            writing
                .first(
                    "ALTER ROLE " + PostgresSql.name(name) + " RENAME TO " + PostgresSql.name(to))
                .once(checks.fate(name, false, "")));
    return writing.password(options.password(), values).comment(options.comment()).plan();
  }

  private static List<OptionFault> faults(AlterUserOptions options, OptionValues values) {
    List<OptionFault> faults =
        PostgresRoleOptions.faults(
            options.database(),
            options.mustChangePassword().filter(Boolean.TRUE::equals).isPresent(),
            options.expiresAt());
    if (options.unlock()) {
      faults.add(
          new OptionFault(
              "unlock", "is not known to PostgreSQL, which locks nobody: see enabled, expiresAt"));
    }
    if (values.valueOf(PostgresUser.NO_PASSWORD) && options.password().isPresent()) {
      faults.add(new OptionFault(PostgresUser.NO_PASSWORD.id(), "contradicts password"));
    }
    if (values.valueOf(PostgresUser.NO_CONNECTION_LIMIT) && options.connectionLimit().isPresent()) {
      faults.add(
          new OptionFault(PostgresUser.NO_CONNECTION_LIMIT.id(), "contradicts connectionLimit"));
    }
    return faults;
  }

  /** An MD5 hash is salted with the name, so the server drops it when the name changes. */
  private Check keepsPassword(String name) {
    String rule = "the password stays right under the new name";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              boolean superuser = maySeePasswords();
              if (!superuser) {
                return Checks.notMeasured(
                    context.clock(), rule, name, "only superusers see how it is kept", "no MD5");
              }
              boolean md5 =
                  context
                      .sql()
                      .first(
                          "SELECT rolpassword LIKE 'md5%' AS r FROM pg_catalog.pg_authid"
                              + " WHERE rolname = ?",
                          row -> row.optionalBool("r").orElse(false), name)
                      .orElse(false);
              return Checks.advise(
                  context.clock(),
                  !md5,
                  rule,
                  name,
                  md5 ? "kept as MD5" : "not kept as MD5",
                  "not kept as MD5",
                  "The server drops an MD5 password with the old name: give the password too.");
            });
  }

  private boolean maySeePasswords() {
    return context
        .sql()
        .first(
            "SELECT has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS r",
            row -> row.bool("r"))
        .orElse(false);
  }

  /** Writes the one step: all of it takes effect, or nothing. */
  private final class Writing {
    private final Plan.Builder<@Nullable Void> plan;
    private final String name;
    private final String verb;
    private final List<String> clauses;
    private final PostgresTransaction transaction = new PostgresTransaction();
    private @Nullable String nothing;
    private @Nullable String comment;
    private @Nullable SecretRef password;
    private PostgresVerifiers.@Nullable Form form;
    private @Nullable Reconciler reconciler;

    Writing(Plan.Builder<@Nullable Void> plan, String name, String verb, List<String> clauses) {
      this.plan = plan;
      this.name = name;
      this.verb = verb;
      this.clauses = clauses;
    }

    Writing nothing(String why) {
      nothing = why;
      return this;
    }

    Writing first(String sql) {
      transaction.add(sql);
      return this;
    }

    Writing once(Reconciler reconciler) {
      this.reconciler = reconciler;
      return this;
    }

    Writing comment(Optional<String> text) {
      comment = text.orElse(null);
      return this;
    }

    Writing password(Optional<SecretRef> given, OptionValues values) {
      if (given.isEmpty() || nothing != null) {
        return this;
      }
      PostgresVerifiers.Form ofServer = new PostgresVerifiers(context).ofServer();
      form =
          new PostgresVerifiers.Form(
              values.given(PostgresUser.PASSWORD_ENCRYPTION).orElse(ofServer.encryption()),
              ofServer.iterations());
      password = given.get();
      boolean scram = form.encryption() == PostgresPasswordEncryption.SCRAM_SHA_256;
      plan.check(
          () ->
              Checks.advise(
                  context.clock(),
                  scram,
                  "the password is kept as a SCRAM verifier",
                  name,
                  scram ? "scram-sha-256" : "md5",
                  "scram-sha-256",
                  "An MD5 hash is as good as the password to whoever reads it: set"
                      + " password_encryption to scram-sha-256, or "
                      + PostgresUser.PASSWORD_ENCRYPTION.id()
                      + " here, unless old clients need it."));
      return this;
    }

    Operation<@Nullable Void> plan() {
      if (nothing != null) {
        return plan.step(StepKind.SQL, Effect.READ, nothing, step -> {}).yields(() -> null);
      }
      roleStatement();
      String text = comment;
      if (text != null) {
        transaction.add(
            "COMMENT ON ROLE "
                + PostgresSql.name(name)
                + " IS "
                + (text.isEmpty() ? "NULL" : PostgresSql.literal(text)));
      }
      Reconciler asks = reconciler;
      Effect effect = asks == null ? Effect.IDEMPOTENT : Effect.ONCE;
      Step step = new Step(StepKind.SQL, transaction.text(), effect, "");
      Plan.Builder<@Nullable Void> done =
          asks == null
              ? plan.step(step, at -> transaction.run(context.sql(), at))
              : plan.step(step, at -> transaction.run(context.sql(), at), asks);
      return done.yields(() -> null);
    }

    private void roleStatement() {
      SecretRef secret = password;
      PostgresVerifiers.Form kept = form;
      if (secret == null || kept == null) {
        if (!clauses.isEmpty()) {
          transaction.add(verb + " " + String.join(" ", clauses));
        }
        return;
      }
      AtomicReference<@Nullable String> sent = new AtomicReference<>();
      String before = verb + " PASSWORD ";
      String rest = clauses.isEmpty() ? "" : " " + String.join(" ", clauses);
      transaction
          .secret(
              before + kept.placeholder() + rest,
              () -> {
                String verifier = new PostgresVerifiers(context).of(secret, name, kept);
                sent.set(verifier);
                return before + PostgresSql.literal(verifier) + rest;
              })
          .prove(session -> prove(session, String.valueOf(sent.getAndSet(null))));
    }

    /** A verifier that the server does not take for one, it takes for a password. */
    private void prove(SqlSession session, String verifier) {
      boolean visible =
          session
              .first(
                  "SELECT has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS r",
                  row -> row.bool("r"))
              .orElse(false);
      if (!visible) {
        return;
      }
      boolean same =
          session
              .showing("SELECT rolpassword = … FROM pg_authid")
              .first(
                  "SELECT rolpassword = ? AS r FROM pg_catalog.pg_authid WHERE rolname = ?",
                  row -> row.optionalBool("r").orElse(false),
                  verifier,
                  name)
              .orElse(false);
      if (!same) {
        throw ErrorDetails.of(
                ErrorCode.STATEMENT_FAILED,
                "the server did not keep the password as it was sent; nothing was changed")
            .target(name)
            .remedy("See whether an extension of the server changes passwords.")
            .toException();
      }
    }
  }
}
