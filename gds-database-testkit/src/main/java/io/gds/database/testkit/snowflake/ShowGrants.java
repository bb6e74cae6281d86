package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * SHOW GRANTS on something, to or of somebody, and SHOW FUTURE GRANTS.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-grants">SHOW GRANTS</a>
 */
final class ShowGrants implements SnowflakeVerb {
  private static final List<String> COLUMNS =
      List.of(
          "created_on timestamp_ltz(3)",
          "privilege text",
          "granted_on text",
          "name text",
          "granted_to text",
          "grantee_name text",
          "grant_option text",
          "granted_by text");

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "GRANTS") || statement.at("SHOW", "FUTURE", "GRANTS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("SHOW", "FUTURE", "GRANTS")) {
      return future(statement, session);
    }
    statement.demand("SHOW", "GRANTS");
    if (statement.take("ON")) {
      ModelObject on = GrantTarget.one(statement, session);
      return new ShowFilter().rest(statement).answer(COLUMNS, on(on));
    }
    if (statement.take("OF")) {
      return of(statement, session);
    }
    ModelObject to =
        statement.take("TO")
            ? GrantTarget.grantee(statement, session)
            : session.account().user(session.user()).orElseThrow();
    return to instanceof ModelUser
        ? toUser(statement, to)
        : new ShowFilter().rest(statement).answer(COLUMNS, to(session.account(), to));
  }

  private static WireRow row(
      Instant since, String privilege, ModelObject on, ModelObject to, boolean option, String by) {
    return WireRow.of(
        since,
        privilege,
        on.kind(),
        on.fullName().toString(),
        to.kind(),
        to.kind().equals("DATABASE_ROLE") ? to.fullName().toString() : to.name(),
        option ? "true" : "false",
        by);
  }

  private static WireRow row(ModelGrant grant) {
    String by = grant.by().map(ModelObject::name).orElse("");
    return row(grant.since(), grant.privilege(), grant.on(), grant.to(), grant.option(), by);
  }

  /** Ownership is a right too. */
  private static WireRow owned(ModelObject object) {
    ModelObject owner = object.owner().orElseThrow();
    return row(object.created().at(), "OWNERSHIP", object, owner, true, owner.name());
  }

  private static List<WireRow> on(ModelObject on) {
    List<WireRow> rows = new ArrayList<>();
    if (on.owner().isPresent()) {
      rows.add(owned(on));
    }
    on.account().grants().on(on).forEach(grant -> rows.add(row(grant)));
    return rows;
  }

  private static List<WireRow> to(ModelAccount account, ModelObject to) {
    List<WireRow> rows = new ArrayList<>();
    account.grants().to(to).forEach(grant -> rows.add(row(grant)));
    Stream.concat(
            account.databases().present().stream().flatMap(ShowGrants::withChildren),
            Stream.of(account.roles(), account.users(), account.warehouses()).flatMap(List::stream))
        .filter(each -> each.isThere() && each.owner().filter(owner -> owner == to).isPresent())
        .forEach(each -> rows.add(owned(each)));
    return rows;
  }

  static Stream<ModelObject> withChildren(ModelObject object) {
    return Stream.concat(
        Stream.of(object), object.children().stream().flatMap(ShowGrants::withChildren));
  }

  private static WireAnswer toUser(SnowflakeReader statement, ModelObject user) {
    return new ShowFilter()
        .rest(statement)
        .answer(
            List.of(
                "created_on timestamp_ltz(3)",
                "role text",
                "granted_to text",
                "grantee_name text",
                "granted_by text"),
            user.account().grants().to(user).stream()
                .map(
                    grant ->
                        WireRow.of(
                            grant.since(),
                            grant.on().name(),
                            "USER",
                            user.name(),
                            grant.by().map(ModelObject::name).orElse("")))
                .toList(),
            "role");
  }

  private static WireAnswer of(SnowflakeReader statement, ModelSession session) {
    ModelObject role = GrantTarget.one(statement, session);
    return new ShowFilter()
        .rest(statement)
        .answer(
            List.of(
                "created_on timestamp_ltz(3)",
                "role text",
                "granted_to text",
                "grantee_name text",
                "granted_by text"),
            session.account().grants().on(role).stream()
                .filter(grant -> grant.privilege().equals("USAGE"))
                .map(
                    grant ->
                        WireRow.of(
                            grant.since(),
                            role.name(),
                            grant.to().kind(),
                            grant.to().name(),
                            grant.by().map(ModelObject::name).orElse("")))
                .toList(),
            "role");
  }

  private static WireAnswer future(SnowflakeReader statement, ModelSession session) {
    Predicate<ModelFutureGrant> which;
    if (statement.take("IN")) {
      ModelObject in = GrantTarget.one(statement, session);
      which = each -> each.in() == in;
    } else {
      ModelObject to = GrantTarget.grantee(statement.demand("TO"), session);
      which = each -> each.to() == to;
    }
    return new ShowFilter()
        .rest(statement)
        .answer(
            List.of(
                "created_on timestamp_ltz(3)",
                "privilege text",
                "grant_on text",
                "name text",
                "grant_to text",
                "grantee_name text",
                "grant_option text"),
            session.account().grants().future().stream()
                .filter(which)
                .map(
                    each ->
                        WireRow.of(
                            each.since(),
                            each.privilege(),
                            each.kind(),
                            each.in().fullName() + ".<" + each.kind() + ">",
                            each.to().kind(),
                            each.to().name(),
                            each.option() ? "true" : "false"))
                .toList());
  }
}
