package io.gds.database.snowflake;

import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.ErrorMeaning;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@link SnowflakeErrors}. Numbers below 200000 and from 300000 on are the server's,
 * those between the driver's.
 */
final class SnowflakeErrorRows {
  private static final Map<Integer, ErrorMeaning> ALL = rows();

  private final Map<Integer, ErrorMeaning> rows = new HashMap<>();

  private SnowflakeErrorRows() {}

  /** Every number, and what it means. */
  static Map<Integer, ErrorMeaning> all() {
    return ALL;
  }

  private static Map<Integer, ErrorMeaning> rows() {
    SnowflakeErrorRows rows = new SnowflakeErrorRows();
    rows.logIns();
    rows.tokens();
    rows.sessions();
    rows.objects();
    rows.rights();
    rows.statements();
    rows.work();
    rows.data();
    rows.network();
    return Map.copyOf(rows.rows);
  }

  private void add(ErrorCode code, @Nullable String remedy, int... numbers) {
    ErrorMeaning meaning = ErrorMeaning.of(code);
    add(remedy == null ? meaning : meaning.remedy(remedy), numbers);
  }

  private void add(ErrorMeaning meaning, int... numbers) {
    for (int number : numbers) {
      if (rows.put(number, meaning) != null) {
        throw new IllegalStateException("error " + number + " has two meanings");
      }
    }
  }

  private void logIns() {
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Check user name and password; the attempt is not repeated. After five wrong ones the user"
            + " is locked for a quarter of an hour.",
        390100);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Give a user name and a secret by the credentials.",
        200011,
        200012);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "A network policy does not let this address in, or not by this token: see the policies of"
            + " the user and the account.",
        390422);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "A programmatic access token needs a network policy on its user or on the account.",
        390432);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "A password alone is not enough for this user: log in by key pair, OAuth, a programmatic"
            + " access token or workload identity, or add a passcode.",
        394509);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Single sign-on through a browser or an identity provider is not used here: log in by key"
            + " pair, OAuth or a programmatic access token.",
        range(390165, 390184, 390133));
    add(
        ErrorCode.NOT_FOUND,
        "The database, schema, warehouse or role named in the connection does not exist, or the"
            + " user may not use it.",
        390201,
        390189);
  }

  private void tokens() {
    String remedy =
        "Set the public half of the key for this user: ALTER USER … SET RSA_PUBLIC_KEY.";
    add(ErrorCode.AUTHENTICATION_FAILED, remedy, 390144, 394304, 394306);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Check the user and the account: the key's token is for another one.",
        394300,
        394301,
        394307);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Set this machine's clock right: the key's token is valid for a minute.",
        394302,
        394303);
    add(ErrorCode.AUTHENTICATION_FAILED, "Use an RSA key.", 394305);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Give an RSA key in PKCS#8 form (PEM), and its passphrase if it is encrypted.",
        200045,
        200046);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "The token is wrong, has expired, was disabled or belongs to another user: fetch a new one.",
        394400,
        390303,
        390318,
        390195);
    add(
        ErrorCode.AUTHENTICATION_FAILED,
        "Run where the cloud gives this workload an identity, and name its provider.",
        200071);
  }

  private void sessions() {
    // The driver renews a session by itself, once; what it cannot renew is logged in anew.
    add(
        ErrorCode.CONNECTION_LOST,
        "The session has ended: what is asked next logs in again.",
        390110,
        390111,
        390112,
        390113,
        390114,
        390115,
        200052);
  }

  private void objects() {
    add(
        ErrorCode.NOT_FOUND,
        "It does not exist, or this role may not see it; the server does not tell which. Check the"
            + " name as it is written in lists, letter case included, and SHOW GRANTS TO ROLE.",
        SnowflakeErrors.NOT_THERE,
        2043);
    add(ErrorCode.NOT_FOUND, "Name the database and the schema.", 2004, 90105, 90106);
    add(ErrorCode.NOT_FOUND, "There is no such file on the stage or here.", 200008, 253006);
    add(
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or rename what has it; it may be hidden from this role.",
        2002,
        2041,
        2042);
    add(
        ErrorCode.WRONG_STATE,
        "Time Travel does not reach that time for every object: it was made later, kept for a"
            + " shorter time, or cloned since. See reachableWindow.",
        SnowflakeErrors.OUT_OF_TIME_TRAVEL);
    add(
        ErrorCode.NOT_FOUND,
        "Name a statement of the last 14 days by its query id; DDL counts as none.",
        709);
  }

  private void rights() {
    add(
        ErrorCode.PERMISSION_DENIED,
        "Grant the right to the role, or use a role that has it; the message names the object.",
        3001);
    add(ErrorCode.PERMISSION_DENIED, "Grant that role to the user, or name another.", 3013);
  }

  private void statements() {
    add(
        ErrorCode.STATEMENT_FAILED,
        "Check the statement; what this account's edition or release does not know reads as a"
            + " fault of syntax too.",
        1003);
    add(ErrorCode.STATEMENT_FAILED, null, 904, 1044, 2029, 2140, 2141);
    add(ErrorCode.INVALID_OPTIONS, "Choose a password that the account's policy takes.", 3002);
    add(ErrorCode.INVALID_OPTIONS, null, 200033, 200047);
    add(
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "This edition or release of Snowflake does not have it.",
        2,
        200018,
        200035);
    add(ErrorCode.INTERNAL, "Tell the vendor's support the number of the incident.", 603);
    add(ErrorCode.INTERNAL, null, 200001);
  }

  private void work() {
    add(
        ErrorCode.LOCKED,
        "Another transaction holds it: see the blocking tree; more than twenty may not wait.",
        625);
    add(
        ErrorCode.WRONG_STATE,
        "No warehouse works for this session: name one in the connection that is running or"
            + " resumes by itself. A resource monitor may have suspended it.",
        606);
    add(ErrorCode.WRONG_STATE, "A resource monitor's quota is used up.", 90073);
    add(
        ErrorCode.WRONG_STATE,
        "The warehouse is in that state already, or changing it.",
        90063,
        90064);
    add(
        ErrorCode.TIMEOUT,
        "Allow more by the query time-out, or by STATEMENT_TIMEOUT_IN_SECONDS.",
        630);
    add(ErrorCode.TIMEOUT, "Check the network, or allow more by the log-in time-out.", 200062);
    add(ErrorCode.CANCELLED, null, 604, 200005, 200003);
  }

  private void data() {
    add(ErrorCode.CONSTRAINT_NOT_NULL, null, 100072);
    add(
        ErrorCode.STATEMENT_FAILED,
        "Parquet takes no timestamp with a time zone: unload it as text or without zone.",
        100171);
    add(ErrorCode.STATEMENT_FAILED, "The value is of another type.", 100038, 100096);
    add(ErrorCode.STATEMENT_FAILED, "The file has another number of columns.", 100069, 100080);
    add(
        ErrorCode.STORAGE_FAILED,
        "Check the stage and this machine's disk.",
        253000,
        253002,
        253003);
    add(ErrorCode.SERVER_BUSY, "The stage's credentials have expired: retry.", 240001);
  }

  private void network() {
    add(ErrorCode.CONNECTION_FAILED, "Check host, account, proxy and network.", 200002);
    add(
        ErrorCode.CONNECTION_LOST,
        "Check that the account can be reached from here.",
        200015,
        200016,
        290000);
    add(
        ErrorCode.CONNECTION_LOST,
        "Whether the server's certificate was revoked could not be asked: let this machine reach"
            + " the certificate authority.",
        254000);
  }

  /** The numbers from one to another, and one more. */
  private static int[] range(int from, int to, int more) {
    int[] all = new int[to - from + 2];
    for (int i = 0; i <= to - from; i++) {
      all[i] = from + i;
    }
    all[all.length - 1] = more;
    return all;
  }
}
