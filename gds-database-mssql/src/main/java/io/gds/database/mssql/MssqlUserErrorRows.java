package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;

/** The rows on logins, users, roles and rights. */
final class MssqlUserErrorRows {
  private MssqlUserErrorRows() {}

  static void addTo(MssqlErrorRows rows) {
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "The policy of the server's machine refuses the password: choose another, or see"
            + " mssql.check-policy.",
        15114,
        15115,
        15116,
        15117,
        15118,
        15119,
        15156);
    rows.add(
        ErrorCode.INVALID_OPTIONS,
        "A password that must be changed needs mssql.check-policy and mssql.check-expiration, and the"
            + " latter the former.",
        15099,
        15122,
        15128);
    rows.add(ErrorCode.INVALID_OPTIONS, "See sys.syslanguages for the languages.", 15033, 15127);
    rows.add(ErrorCode.INVALID_OPTIONS, "A login's identifier has 16 bytes.", 15419);
    rows.add(ErrorCode.INVALID_NAME, "Choose another name.", 15006, 15407);
    rows.add(
        ErrorCode.NOT_FOUND,
        "Check the name, and that the login may see it.",
        15007,
        15008,
        15014,
        15401,
        15410,
        15411);
    rows.add(
        ErrorCode.ALREADY_EXISTS,
        "The login has a user there already, or another login has the identifier.",
        15063,
        15433);
    rows.add(
        ErrorCode.DATABASE_IN_USE,
        "End the login's sessions first, or allow it to end them by force.",
        15434);
    rows.add(
        ErrorCode.WRONG_STATE,
        "It owns something: say who gets that, or drop it first.",
        15110,
        15138,
        15141,
        15154,
        15155,
        15170,
        15174,
        15183,
        15184,
        15421);
    rows.add(
        ErrorCode.WRONG_STATE,
        "It gave rights, or code runs as it: revoke those as the one who gave them, and change the"
            + " code.",
        15136,
        15173,
        15186,
        15284);
    rows.add(ErrorCode.WRONG_STATE, "Take the role from its members first.", 15144);
    rows.add(
        ErrorCode.WRONG_STATE, "What comes with the server stays as it is.", 15081, 15150, 15405);
    rows.add(ErrorCode.WRONG_STATE, "The roles would have one another.", 15413);
    rows.add(
        ErrorCode.WRONG_STATE,
        "The right was passed on: take it from those too, by cascade.",
        4611);
    rows.add(
        ErrorCode.WRONG_STATE,
        "Users have passwords of their own only in contained databases, and only those can get new"
            + " ones.",
        33233,
        33234);
    rows.add(ErrorCode.WRONG_STATE, "Only users of a login can be given to another login.", 33016);
    rows.add(
        ErrorCode.PERMISSION_DENIED,
        "Give it as one who has the right WITH GRANT OPTION, or as the owner.",
        4613,
        4617);
  }
}
