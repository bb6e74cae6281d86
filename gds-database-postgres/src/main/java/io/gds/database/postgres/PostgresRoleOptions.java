package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.SupportsUsers;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How options become clauses of CREATE ROLE and ALTER ROLE, and which mean nothing here. */
final class PostgresRoleOptions {
  /** The server's own limits, a year within. */
  private static final Instant EARLIEST = Instant.parse("-4711-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("+294275-12-31T00:00:00Z");

  private static final Map<OptionKey<Boolean>, String> WORDS = words();

  private PostgresRoleOptions() {}

  private static Map<OptionKey<Boolean>, String> words() {
    Map<OptionKey<Boolean>, String> words = new LinkedHashMap<>();
    words.put(PostgresUser.SUPERUSER, "SUPERUSER");
    words.put(PostgresUser.CREATE_DATABASES, "CREATEDB");
    words.put(PostgresUser.CREATE_ROLES, "CREATEROLE");
    words.put(PostgresUser.INHERIT, "INHERIT");
    words.put(PostgresUser.REPLICATION, "REPLICATION");
    words.put(PostgresUser.BYPASS_RLS, "BYPASSRLS");
    return words;
  }

  /** The attributes that were given, as clauses. */
  static List<String> attributes(OptionValues values) {
    List<String> clauses = new ArrayList<>();
    WORDS.forEach(
        (key, word) -> values.given(key).ifPresent(on -> clauses.add((on ? "" : "NO") + word)));
    return clauses;
  }

  /** Until when passwords are right, as a clause. */
  static String validUntil(Instant until) {
    String text = until.equals(Instant.MAX) ? "infinity" : iso(until);
    return "VALID UNTIL " + PostgresSql.literal(text);
  }

  /**
   * As the server reads it: years of more than four digits without a sign, those before 1 as BC.
   */
  private static String iso(Instant until) {
    if (until.isBefore(Instant.parse("0001-01-01T00:00:00Z"))) {
      return "-infinity";
    }
    String text = until.toString();
    return text.startsWith("+") ? text.substring(1) : text;
  }

  /** Faults common to users being made and being changed. */
  static List<OptionFault> faults(
      Optional<String> database, boolean mustChangePassword, Optional<Instant> expiresAt) {
    List<OptionFault> faults = ofRole(database);
    if (mustChangePassword) {
      faults.add(
          new OptionFault(
              "mustChangePassword",
              "is not known to PostgreSQL: let the password expire, by expiresAt"));
    }
    expiresAt
        .filter(at -> !at.equals(Instant.MAX))
        .filter(at -> at.isBefore(EARLIEST) || at.isAfter(LATEST))
        .ifPresent(
            at ->
                faults.add(
                    new OptionFault("expiresAt", "is outside of what PostgreSQL can hold: " + at)));
    return faults;
  }

  /** Faults common to users and roles. */
  static List<OptionFault> ofRole(Optional<String> database) {
    List<OptionFault> faults = new ArrayList<>();
    if (database.isPresent()) {
      faults.add(
          new OptionFault(
              "database",
              "means nothing here: roles belong to the whole server; grant CONNECT on the"
                  + " database instead"));
    }
    return faults;
  }

  /** Refuses kinds of log-in that the server does not keep with a role. */
  static void requireLogIn(String user, boolean publicKey, Optional<AuthType> type, boolean pwd) {
    if (publicKey || type.filter(AuthType.KEYPAIR::equals).isPresent()) {
      throw refused(
          user,
          "PostgreSQL keeps no public keys with its roles",
          "Use a client certificate: a line of pg_hba.conf with the method cert.");
    }
    if (type.filter(t -> t == AuthType.TOKEN || t == AuthType.WORKLOAD_IDENTITY).isPresent()) {
      throw refused(
          user,
          "PostgreSQL itself knows no log-in by " + type.get(),
          "Use a password, a certificate, or what your provider adds to the server.");
    }
    if (pwd && type.filter(t -> t != AuthType.PASSWORD).isPresent()) {
      throw refused(
          user,
          "a password is given for a log-in by " + type.get(),
          "Leave the password out, or the kind of log-in.");
    }
  }

  private static UnsupportedCapabilityException refused(String user, String why, String remedy) {
    return UnsupportedCapabilityException.of(
        DatabaseType.POSTGRESQL.id(),
        user,
        CapabilityStatus.absent(SupportsUsers.class, Availability.NOT_ON_PLATFORM, why, remedy));
  }
}
