package io.gds.database.postgres;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantScope;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Giving and taking away rights and roles: one transaction for each database that rights are about.
 * The server says nothing when a REVOKE meets a right that somebody else gave, so what is left is
 * read before the commit.
 */
final class PostgresGrantChanges {
  private final PostgresContext context;
  private final PostgresRoleChecks checks;

  PostgresGrantChanges(PostgresContext context) {
    this.context = context;
    this.checks = new PostgresRoleChecks(context);
  }

  Operation<@Nullable Void> grant(GrantOptions options) {
    PostgresVersion version = begin(options, options.grants(), options.memberships());
    Writing writing = new Writing("grant", options);
    writing.roles(options.grants(), options.memberships());
    for (RoleMembership membership : options.memberships()) {
      writing.in("").add(PostgresGrantSql.grant(membership, version));
    }
    for (Grant grant : options.grants()) {
      writing.right(grant, PostgresGrantSql::grant);
    }
    writing.prove(new PostgresGrantProof(context)::given);
    return writing.plan();
  }

  Operation<@Nullable Void> revoke(RevokeOptions options) {
    PostgresVersion version = begin(options, options.grants(), List.of());
    List<OptionFault> faults = new ArrayList<>();
    options.memberships().stream()
        .filter(each -> each.role().database().or(each.member()::database).isPresent())
        .forEach(
            each ->
                faults.add(
                    new OptionFault(
                        "membership", "names a database, and roles belong to the whole server")));
    options.requireKnown(Set.of(), faults);
    Writing writing = new Writing("revoke", options);
    writing.roles(options.grants(), options.memberships());
    for (RoleMembership membership : options.memberships()) {
      grantors(membership, version)
          .forEach(
              by ->
                  writing
                      .in("")
                      .add(
                          PostgresGrantSql.revoke(
                              membership, options.grantOptionOnly(), options.cascade(), by)));
    }
    for (Grant grant : options.grants()) {
      writing.right(
          grant,
          each -> PostgresGrantSql.revoke(each, options.grantOptionOnly(), options.cascade()));
    }
    PostgresGrantProof proof = new PostgresGrantProof(context);
    writing.prove((session, rights) -> proof.taken(session, rights, options.grantOptionOnly()));
    return writing.plan();
  }

  private PostgresVersion begin(
      Options options, List<Grant> grants, List<RoleMembership> memberships) {
    context.runner().requireOpen();
    PostgresVersion version = context.version();
    List<OptionFault> faults = new ArrayList<>();
    grants.forEach(grant -> PostgresGrantSql.fault(grant).ifPresent(faults::add));
    memberships.forEach(
        membership -> PostgresGrantSql.fault(membership, version).ifPresent(faults::add));
    options.requireKnown(Set.of(), faults);
    return version;
  }

  /** Who gave a role; since 16 several may have, and each gift is taken away by itself. */
  private List<Optional<String>> grantors(RoleMembership membership, PostgresVersion version) {
    if (!version.atLeast(16)) {
      return List.of(Optional.empty());
    }
    List<Optional<String>> grantors =
        context
            .sql()
            .query(
                "SELECT pg_get_userbyid(a.grantor) AS grantor FROM pg_auth_members a"
                    + " JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member"
                    + " WHERE g.rolname = ? AND m.rolname = ? ORDER BY 1",
                row -> row.optionalText("grantor"),
                membership.role().name(),
                membership.member().name());
    return grantors.isEmpty() ? List.of(Optional.empty()) : grantors;
  }

  /** What is looked at in a transaction about the rights that were changed in it. */
  private interface Proof {
    void look(SqlSession session, List<Grant> rights);
  }

  /** Writes the steps, one for each database. */
  private final class Writing {
    private final Plan.Builder<@Nullable Void> plan;
    private final Map<String, PostgresTransaction> work = new LinkedHashMap<>();
    private final Map<String, List<Grant>> rights = new LinkedHashMap<>();

    Writing(String verb, Options options) {
      plan =
          context
              .runner()
              .<@Nullable Void>plan(verb, context.runner().engine())
              .options(options)
              .check(() -> context.checks().primary());
    }

    PostgresTransaction in(String database) {
      return work.computeIfAbsent(
          database,
          name -> {
            PostgresGrants.in(context, name);
            return new PostgresTransaction();
          });
    }

    /** All roles named exist. */
    void roles(List<Grant> grants, List<RoleMembership> memberships) {
      Set<String> names = new LinkedHashSet<>();
      for (Grant grant : grants) {
        if (grant.grantee().kind() != PrincipalKind.PUBLIC) {
          names.add(grant.grantee().name());
        }
        grant.grantedBy().ifPresent(names::add);
      }
      for (RoleMembership membership : memberships) {
        names.add(membership.role().name());
        names.add(membership.member().name());
      }
      names.forEach(PostgresSql.NAMES::check);
      if (!names.isEmpty()) {
        plan.check(() -> checks.allKnown(names));
      }
    }

    /** One right, in its database; a routine by the name the server knows it by. */
    void right(Grant right, Function<Grant, String> sql) {
      String database = PostgresGrantSql.database(right);
      if (!database.isEmpty() && !work.containsKey(database)) {
        plan.check(() -> context.checks().usable(database));
      }
      Grant about = right;
      Grant written = right;
      if (PostgresGrantSql.isRoutine(right)) {
        List<PostgresRoutines.Routine> found = new ArrayList<>();
        plan.check(() -> oneRoutine(right));
        try {
          found.addAll(PostgresRoutines.find(context, right.securable()));
        } catch (DatabaseException e) {
          // The check that was just added says why.
          found.clear();
        }
        if (found.size() != 1) {
          in(database)
              .add("-- nothing can be said: the name means no routine, or several")
              .prove(session -> staleRoutine(right));
          return;
        }
        about = PostgresRoutines.renamed(right, found.get(0).told());
        written = PostgresRoutines.renamed(right, found.get(0).sql());
      }
      PostgresTransaction transaction = in(database);
      boolean asGiver = right.grantedBy().isPresent() && right.scope() != GrantScope.FUTURE_IN;
      if (asGiver) {
        transaction.add("SET LOCAL ROLE " + PostgresSql.name(right.grantedBy().orElseThrow()));
      }
      transaction.add(sql.apply(written));
      if (asGiver) {
        transaction.add("RESET ROLE");
      }
      rights.computeIfAbsent(database, name -> new ArrayList<>()).add(about);
    }

    private void staleRoutine(Grant right) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE,
              "the routine was not there, or not alone, when this was planned")
          .target(right.securable().toString())
          .remedy("Prepare it again.")
          .toException();
    }

    private Check oneRoutine(Grant right) {
      String rule = "the routine exists, and only one is meant";
      String subject = right.securable().toString();
      return context
          .checks()
          .measured(
              rule,
              subject,
              () -> {
                List<String> found =
                    PostgresRoutines.find(context, right.securable()).stream()
                        .map(PostgresRoutines.Routine::told)
                        .toList();
                return Checks.demand(
                    context.clock(),
                    found.size() == 1,
                    rule,
                    subject,
                    found.isEmpty() ? "none" : String.join(", ", found),
                    "one",
                    ErrorCode.NOT_FOUND,
                    "Name it with the types of its arguments, such as total(integer, text).");
              });
    }

    void prove(Proof proof) {
      rights.forEach(
          (database, changed) -> in(database).prove(session -> proof.look(session, changed)));
    }

    Operation<@Nullable Void> plan() {
      work.forEach(
          (database, transaction) ->
              plan.step(
                  new Step(
                      StepKind.SQL,
                      (database.isEmpty()
                              ? ""
                              : Quoting.comment("in database " + PostgresSql.name(database)) + "\n")
                          + transaction.text(),
                      Effect.IDEMPOTENT,
                      ""),
                  step -> transaction.run(PostgresGrants.in(context, database), step)));
      return plan.yields(() -> null);
    }
  }
}
