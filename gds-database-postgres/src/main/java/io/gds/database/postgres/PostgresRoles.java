package io.gds.database.postgres;

import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads roles. Those that may log in are users; one whose log-in was taken away is told among the
 * roles, since the server knows no difference.
 */
final class PostgresRoles {
  /** How a password is kept; the password itself and its hash are never read. */
  private record Kept(String how, Optional<String> iterations) {}

  private final PostgresContext context;

  PostgresRoles(PostgresContext context) {
    this.context = context;
  }

  /** A role as it was read. */
  record Reading(
      boolean login,
      boolean superuser,
      boolean system,
      boolean maySeePasswords,
      String name,
      boolean neverValid,
      Optional<Instant> validUntil,
      int connectionLimit,
      List<String> roles,
      List<String> members,
      Optional<String> comment,
      Map<String, String> attributes) {}

  List<UserInfo> users(PrincipalQuery query) {
    if (query.database().isPresent()) {
      return List.of();
    }
    List<Reading> readings = read(null).stream().filter(Reading::login).toList();
    boolean visible = readings.stream().anyMatch(Reading::maySeePasswords);
    Map<String, Kept> passwords = visible ? passwords() : Map.of();
    return readings.stream()
        .map(reading -> user(reading, Optional.ofNullable(passwords.get(reading.name()))))
        .filter(query::matches)
        .toList();
  }

  List<RoleInfo> roles(PrincipalQuery query) {
    if (query.database().isPresent()) {
      return List.of();
    }
    return read(null).stream()
        .filter(reading -> !reading.login())
        .map(PostgresRoles::role)
        .filter(query::matches)
        .toList();
  }

  /** The role of exactly this name. */
  Optional<Reading> find(String name) {
    return read(name).stream().findFirst();
  }

  private List<Reading> read(@Nullable String name) {
    return context.sql().query(PostgresSql.text("roles"), PostgresRoles::reading, name, name);
  }

  private Map<String, Kept> passwords() {
    record Named(String name, Kept kept) {}
    return context
        .sql()
        .query(
            PostgresSql.text("role-passwords"),
            row ->
                new Named(
                    row.text("name"), new Kept(row.text("kept"), row.optionalText("iterations"))))
        .stream()
        .collect(Collectors.toMap(Named::name, Named::kept, (a, b) -> b));
  }

  private static Reading reading(Row row) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("oid", row.text("oid"));
    attributes.put("login", Boolean.toString(row.bool("login")));
    attributes.put("superuser", Boolean.toString(row.bool("superuser")));
    attributes.put("create-databases", Boolean.toString(row.bool("create_databases")));
    attributes.put("create-roles", Boolean.toString(row.bool("create_roles")));
    attributes.put("inherit", Boolean.toString(row.bool("inherits")));
    attributes.put("replication", Boolean.toString(row.bool("replication")));
    attributes.put("bypass-rls", Boolean.toString(row.bool("bypass_rls")));
    List<String> memberOf = row.texts("member_of");
    List<String> memberships = row.texts("memberships");
    for (int i = 0; i < memberOf.size(); i++) {
      attributes.merge("membership." + memberOf.get(i), memberships.get(i), (a, b) -> a + "; " + b);
    }
    List<String> settingsIn = row.texts("settings_in");
    List<String> settings = row.texts("settings");
    for (int i = 0; i < settingsIn.size(); i++) {
      String database = settingsIn.get(i);
      attributes.put(database.isEmpty() ? "settings" : "settings." + database, settings.get(i));
    }
    return new Reading(
        row.bool("login"),
        row.bool("superuser"),
        row.bool("system"),
        row.bool("may_see_passwords"),
        row.text("name"),
        row.bool("never_valid"),
        row.optionalInstant("valid_until"),
        row.intValue("connection_limit"),
        memberOf.stream().distinct().toList(),
        row.texts("members"),
        row.optionalText("comment"),
        attributes);
  }

  private static UserInfo user(Reading reading, Optional<Kept> kept) {
    Map<String, String> attributes = new LinkedHashMap<>(reading.attributes());
    if (!reading.members().isEmpty()) {
      attributes.put("members", String.join(", ", reading.members()));
    }
    kept.ifPresent(password -> attributes.put("password", password.how()));
    kept.flatMap(Kept::iterations)
        .ifPresent(iterations -> attributes.put("password-iterations", iterations));
    UserInfo.Builder user =
        UserInfo.builder(reading.name())
            .administrator(reading.superuser())
            .system(reading.system())
            .roles(reading.roles())
            .attributes(attributes);
    // How it is to prove who it is, pg_hba.conf says for each address; a password it may only have.
    kept.filter(password -> !password.how().equals("none"))
        .ifPresent(password -> user.authType(AuthType.PASSWORD));
    reading.validUntil().ifPresent(user::expiresAt);
    if (reading.neverValid()) {
      user.expiresAt(Instant.MIN);
    }
    if (reading.connectionLimit() >= 0) {
      user.connectionLimit(reading.connectionLimit());
    }
    reading.comment().ifPresent(user::comment);
    return user.build();
  }

  private static RoleInfo role(Reading reading) {
    Map<String, String> attributes = new LinkedHashMap<>(reading.attributes());
    if (reading.connectionLimit() >= 0) {
      attributes.put("connection-limit", Integer.toString(reading.connectionLimit()));
    }
    reading.validUntil().ifPresent(at -> attributes.put("valid-until", at.toString()));
    return new RoleInfo(
        reading.name(),
        Optional.empty(),
        reading.system(),
        reading.members(),
        reading.roles(),
        reading.comment(),
        attributes);
  }
}
