package io.gds.database.testkit.sqlserver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Principals of the server or of one database, who has which role, and what was granted: rows of
 * sys.server_principals, sys.server_role_members and sys.server_permissions, or of the views of a
 * database with the same names.
 *
 * @param schema where the evaluating database has the views
 * @param prefix {@code server} or {@code database}
 */
record ModelPrincipals(ModelServer server, String schema, String prefix) {
  /** Everybody has this role, and no row says so. */
  static final String PUBLIC = "public";

  private static final String GRANTED = "GRANT";
  private static final String WITH_GRANT_OPTION = "GRANT_WITH_GRANT_OPTION";
  private static final String DENIED = "DENY";
  private static final String EXCEPTED = "REVOKE";

  String view(String name) {
    return ModelTable.quoted(schema) + "." + ModelTable.quoted(prefix + "_" + name);
  }

  private ModelCatalog catalog() {
    return server.catalog();
  }

  /** What is about to change, so that it can be taken back. */
  String changing(String name) {
    String view = view(name);
    server.undo().before(view);
    return view;
  }

  void add(Map<String, @Nullable Object> row) {
    catalog().insert(changing("principals"), row);
  }

  Optional<Integer> number(String name) {
    return catalog()
        .first(
            Integer.class,
            "SELECT principal_id FROM " + view("principals") + " WHERE name = ?",
            name);
  }

  /** A column of a principal's row. */
  <T> Optional<T> value(Class<T> type, String name, String column) {
    return catalog()
        .first(type, "SELECT " + column + " FROM " + view("principals") + " WHERE name = ?", name);
  }

  Optional<String> type(String name) {
    return value(String.class, name, "type").map(String::strip);
  }

  void set(String name, String column, @Nullable Object value) {
    catalog()
        .update(
            "UPDATE "
                + changing("principals")
                + " SET "
                + column
                + " = ?, modify_date = ? WHERE name"
                + " = ?",
            value,
            server.now(),
            name);
  }

  Optional<String> withSid(byte @Nullable [] sid) {
    return catalog()
        .first(String.class, "SELECT name FROM " + view("principals") + " WHERE sid = ?", sid);
  }

  /** The next number that nobody has. */
  int next(int first) {
    return Math.max(
        first,
        1
            + catalog()
                .first(
                    Integer.class,
                    "SELECT MAX(principal_id) FROM "
                        + view("principals")
                        + " WHERE principal_id < ?",
                    ModelUsers.FIRST_FIXED_ROLE)
                .orElse(0));
  }

  /** A principal with all that it has. */
  void remove(String name) {
    int number = number(name).orElseThrow();
    catalog().update("DELETE FROM " + changing("principals") + " WHERE principal_id = ?", number);
    catalog()
        .update(
            "DELETE FROM " + changing("role_members") + " WHERE member_principal_id = ?", number);
    catalog()
        .update(
            "DELETE FROM " + changing("permissions") + " WHERE grantee_principal_id = ?", number);
  }

  /** Nothing happens if it has the role. */
  void join(String member, String role) {
    if (!directRoles(member).contains(role)) {
      catalog()
          .insert(
              changing("role_members"),
              Map.of(
                  "role_principal_id",
                  number(role).orElseThrow(),
                  "member_principal_id",
                  number(member).orElseThrow()));
    }
  }

  /** Nothing happens if it has not the role. */
  void leave(String member, String role) {
    catalog()
        .update(
            "DELETE FROM "
                + changing("role_members")
                + " WHERE role_principal_id = ? AND member_principal_id = ?",
            number(role).orElseThrow(),
            number(member).orElseThrow());
  }

  boolean hasMembers(String role) {
    return catalog()
        .first(
            Integer.class,
            "SELECT 1 FROM " + view("role_members") + " WHERE role_principal_id = ?",
            number(role).orElse(-1))
        .isPresent();
  }

  private List<String> directRoles(String member) {
    return catalog()
        .all(
            String.class,
            "SELECT r.name FROM "
                + view("role_members")
                + " m JOIN "
                + view("principals")
                + " r ON r.principal_id = m.role_principal_id JOIN "
                + view("principals")
                + " p ON p.principal_id = m.member_principal_id WHERE p.name = ?",
            member);
  }

  /** The principal itself and all roles that it has, directly or by another, public included. */
  Set<String> whole(String name) {
    Set<String> all = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(name));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (all.add(next)) {
        open.addAll(directRoles(next));
      }
    }
    all.add(PUBLIC);
    return all;
  }

  /**
   * What a permission is about.
   *
   * @param kind its number, as the vendor's page of the view has it
   * @param title the kind in words
   */
  record About(int kind, String title, int major, int minor) {}

  /** The states of what was granted or denied to any of these. */
  List<String> states(Set<String> names, String permission, About about) {
    List<String> states = new ArrayList<>();
    for (String name : names) {
      states.addAll(
          catalog()
              .all(
                  String.class,
                  "SELECT state_desc FROM " + view("permissions") + WHERE_SAME,
                  same(permission, about, name)));
    }
    return states;
  }

  boolean isDenied(Set<String> names, String permission, About about) {
    return states(names, permission, about).contains(DENIED);
  }

  boolean isGranted(Set<String> names, String permission, About about) {
    return states(names, permission, about).stream()
        .anyMatch(Set.of(GRANTED, WITH_GRANT_OPTION)::contains);
  }

  private static final String WHERE_SAME =
      " WHERE permission_name = ? AND class = ? AND major_id = ? AND minor_id = ?"
          + " AND grantee_principal_id = ?";

  private Object[] same(String permission, About about, String grantee) {
    return new Object[] {
      permission, about.kind(), about.major(), about.minor(), number(grantee).orElse(-1)
    };
  }

  /** GRANT: what was denied is not any more. */
  void grant(String permission, About about, String grantee, int grantor, boolean grantable) {
    boolean keeps =
        grantable || states(Set.of(grantee), permission, about).contains(WITH_GRANT_OPTION);
    put(permission, about, grantee, grantor, keeps ? WITH_GRANT_OPTION : GRANTED);
  }

  /** DENY: what was granted is not any more. */
  void deny(String permission, About about, String grantee, int grantor, boolean cascade) {
    demandCascade(permission, about, grantee, cascade);
    put(permission, about, grantee, grantor, DENIED);
  }

  /** REVOKE: by this one neither granted nor denied; what another gave stays, without a word. */
  void revoke(
      String permission,
      About about,
      String grantee,
      int grantor,
      boolean optionOnly,
      boolean cascade) {
    demandCascade(permission, about, grantee, cascade);
    if (!optionOnly) {
      clear(permission, about, grantee, grantor);
      About table = new About(about.kind(), about.title(), about.major(), 0);
      if (about.minor() > 0 && !states(Set.of(grantee), permission, table).isEmpty()) {
        // The column now differs from its table, which the view has a row for.
        put(permission, about, grantee, grantor, EXCEPTED);
      }
    } else if (states(Set.of(grantee), permission, about).contains(WITH_GRANT_OPTION)) {
      put(permission, about, grantee, grantor, GRANTED);
    }
  }

  private void demandCascade(String permission, About about, String grantee, boolean cascade) {
    if (!cascade && states(Set.of(grantee), permission, about).contains(WITH_GRANT_OPTION)) {
      throw new ModelError(
          4611, 16, "To revoke or deny grantable privileges, specify the CASCADE option.");
    }
  }

  private void clear(String permission, About about, String grantee, int grantor) {
    catalog()
        .update(
            "DELETE FROM "
                + changing("permissions")
                + WHERE_SAME
                + " AND grantor_principal_id = "
                + grantor,
            same(permission, about, grantee));
  }

  private void put(String permission, About about, String grantee, int grantor, String state) {
    clear(permission, about, grantee, grantor);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("class", about.kind());
    row.put("class_desc", about.title());
    row.put("major_id", about.major());
    row.put("minor_id", about.minor());
    row.put("grantee_principal_id", number(grantee).orElseThrow());
    row.put("grantor_principal_id", grantor);
    row.put("type", ModelPermissions.code(permission));
    row.put("permission_name", permission.toUpperCase(java.util.Locale.ROOT));
    row.put("state", state.equals(WITH_GRANT_OPTION) ? "W" : state.substring(0, 1));
    row.put("state_desc", state);
    catalog().insert(changing("permissions"), row);
  }

  /** Whether it gave or withheld anything. */
  boolean isGrantor(String name) {
    return catalog()
        .first(
            Integer.class,
            "SELECT 1 FROM "
                + view("permissions")
                + " WHERE grantor_principal_id = ? AND grantee_principal_id <> grantor_principal_id",
            number(name).orElse(-1))
        .isPresent();
  }
}
