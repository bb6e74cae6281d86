package io.gds.database.mssql;

import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The clauses and statements that creating and changing logins, users and roles have in common. */
final class MssqlUserSql {
  private MssqlUserSql() {}

  /** Shown with the password hidden; what follows it is the same in both. */
  static void secret(
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

  static List<String> clauses(OptionValues values, boolean mustChange) {
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
  static String enabling(MssqlScope place, String name, boolean on) {
    return place.isServer()
        ? "ALTER LOGIN " + MssqlSql.name(name) + (on ? " ENABLE" : " DISABLE")
        : (on ? "GRANT" : "DENY") + " CONNECT TO " + MssqlSql.name(name);
  }
}
