package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a database's access list, as the catalogue writes it: {@code
 * grantee=privileges/grantor}.
 *
 * @param grantee the role; empty for everybody
 * @param privileges the letters, each with {@code *} behind it if it may be passed on
 * @param grantor the role that granted it
 * @see <a href="https://www.postgresql.org/docs/current/ddl-priv.html">Privileges</a>
 */
record PostgresAcl(Optional<String> grantee, String privileges, String grantor) {
  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if it is none
   */
  static PostgresAcl parse(String text) {
    StringBuilder name = new StringBuilder();
    int equals = name(text, 0, '=', name);
    int slash = text.indexOf('/', equals);
    if (equals >= text.length() || slash < 0) {
      throw new IllegalArgumentException("no entry of an access list: " + text);
    }
    StringBuilder grantor = new StringBuilder();
    name(text, slash + 1, '\0', grantor);
    return new PostgresAcl(
        name.isEmpty() ? Optional.empty() : Optional.of(name.toString()),
        text.substring(equals + 1, slash),
        grantor.toString());
  }

  /** Reads a name, in quotes if it holds anything odd; says where it ends. */
  private static int name(String text, int from, char end, StringBuilder into) {
    int at = from;
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          if (at < text.length() && text.charAt(at) == '"') {
            at++;
          } else {
            return at;
          }
        }
        into.append(c);
      }
      return at;
    }
    while (at < text.length() && text.charAt(at) != end) {
      into.append(text.charAt(at++));
    }
    return at;
  }

  /** The roles it names. */
  List<String> roles() {
    List<String> roles = new ArrayList<>(List.of(grantor));
    grantee.ifPresent(roles::add);
    return roles;
  }

  /**
   * The statements that grant it again.
   *
   * @param database the database, quoted
   * @param to whom to, quoted
   */
  List<String> grants(String database, String to) {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < privileges.length(); i++) {
      String word =
          switch (privileges.charAt(i)) {
            case 'C' -> "CREATE";
            case 'T' -> "TEMPORARY";
            case 'c' -> "CONNECT";
            default -> "";
          };
      if (!word.isEmpty()) {
        boolean passedOn = i + 1 < privileges.length() && privileges.charAt(i + 1) == '*';
        statements.add(
            "GRANT "
                + word
                + " ON DATABASE "
                + database
                + " TO "
                + to
                + (passedOn ? " WITH GRANT OPTION" : ""));
      }
    }
    return statements;
  }
}
