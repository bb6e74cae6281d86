package io.gds.database.snowflake;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.Securable;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.RowReader;
import io.gds.database.jdbc.SqlExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The rights that roles and users have themselves, and those that they will have on what is made
 * later: two statements for each role, one for each user. Which roles they have is told with them,
 * not here.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-grants">SHOW GRANTS</a>
 */
final class SnowflakeAccountGrants {
  private final SnowflakeContext context;
  private final SqlExecutor sql;

  SnowflakeAccountGrants(SnowflakeContext context) {
    this.context = context;
    this.sql = context.sql();
  }

  void read(GrantQuery query, Consumer<Grant> consumer) {
    Consumer<Grant> asked =
        grant -> {
          if (query.matches(grant)) {
            consumer.accept(grant);
          }
        };
    for (Principal grantee : grantees(query)) {
      Optional<String> home = grantee.database();
      String kind =
          grantee.kind() == PrincipalKind.USER
              ? "USER "
              : home.isPresent() ? "DATABASE ROLE " : "ROLE ";
      String name =
          kind
              + home.map(database -> SnowflakeSql.name(database, grantee.name()))
                  .orElseGet(() -> SnowflakeSql.name(grantee.name()));
      present("SHOW GRANTS TO " + name, grantee, asked);
      if (grantee.kind() != PrincipalKind.USER) {
        future("SHOW FUTURE GRANTS TO " + name, grantee, asked);
      }
    }
  }

  /** Database roles have rights in their own database only. */
  private List<Principal> grantees(GrantQuery query) {
    SnowflakePrincipals principals = new SnowflakePrincipals(context);
    List<Principal> all = new ArrayList<>();
    Optional<String> wanted = query.grantee();
    for (RoleInfo role : principals.listed(query.database())) {
      PrincipalKind kind =
          role.database().isEmpty() && role.name().equals(SnowflakePrincipals.PUBLIC)
              ? PrincipalKind.PUBLIC
              : PrincipalKind.ROLE;
      all.add(new Principal(kind, role.name(), role.database()));
    }
    principals.userNames().forEach(name -> all.add(Principal.user(name)));
    return all.stream().filter(each -> wanted.map(each.name()::equals).orElse(true)).toList();
  }

  private void present(String show, Principal grantee, Consumer<Grant> consumer) {
    rows(show, row -> row.has("privilege") && row.has("granted_on"), SnowflakeGrant::present)
        .stream()
        .filter(grant -> !grant.isMembership())
        .forEach(
            grant ->
                consumer.accept(
                    grant(
                        grant,
                        securable(kind(grant), grant.name()),
                        grantee,
                        GrantScope.OBJECT,
                        Optional.empty())));
  }

  /** The name of what they are in ends with the kind: {@code "DB"."SCHEMA".<TABLE>}. */
  private void future(String show, Principal grantee, Consumer<Grant> consumer) {
    for (SnowflakeGrant grant : rows(show, row -> true, SnowflakeGrant::future)) {
      String name = grant.name();
      int end = name.lastIndexOf(".<");
      List<String> in =
          SnowflakeIdentifiers.parts(end < 0 ? name : name.substring(0, end)).orElse(List.of(name));
      consumer.accept(
          grant(
              grant,
              new Securable(in.size() > 1 ? "SCHEMA" : "DATABASE", in),
              grantee,
              GrantScope.FUTURE_IN,
              Optional.of(kind(grant))));
    }
  }

  /** There is no next page of rights: rather none than a list that may be cut without a word. */
  private <T> List<T> rows(String show, Predicate<Row> which, RowReader<T> reader) {
    List<Optional<T>> all;
    try {
      all =
          sql.query(
              show, row -> which.test(row) ? Optional.of(reader.read(row)) : Optional.<T>empty());
    } catch (DatabaseException e) {
      // It went meanwhile: then it has no rights.
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return List.of();
    }
    if (all.size() == SnowflakePages.PAGE) {
      throw ErrorDetails.of(
              ErrorCode.STATEMENT_FAILED,
              "the list of rights may have been cut at " + SnowflakePages.PAGE + " rows: " + show)
          .platform(context.runner().platform().id())
          .engine(context.runner().engine())
          .remedy("Read them from ACCOUNT_USAGE.GRANTS_TO_ROLES, which tells them later.")
          .toException();
    }
    return all.stream().flatMap(Optional::stream).toList();
  }

  private static String kind(SnowflakeGrant grant) {
    return grant.on().replace('_', ' ').toUpperCase(Locale.ROOT);
  }

  private static Securable securable(String kind, String name) {
    return kind.equals("ACCOUNT")
        ? Securable.server()
        : new Securable(kind, SnowflakeIdentifiers.parts(name).orElse(List.of(name)));
  }

  private static Grant grant(
      SnowflakeGrant shown,
      Securable securable,
      Principal grantee,
      GrantScope scope,
      Optional<String> kind) {
    return new Grant(
        shown.privilege(),
        securable,
        List.of(),
        grantee,
        shown.grantable(),
        GrantEffect.ALLOW,
        scope,
        kind,
        Optional.empty());
  }
}
