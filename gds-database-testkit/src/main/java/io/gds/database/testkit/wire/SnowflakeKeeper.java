package io.gds.database.testkit.wire;

import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows who may come in and what they have to show, and remembers why others did not. Thread-safe
 * once the peer has started.
 *
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/functions/system_get_login_failure_details">SYSTEM$GET_LOGIN_FAILURE_DETAILS</a>
 */
final class SnowflakeKeeper {
  private final Map<String, String> passwords = new LinkedHashMap<>();
  private final Map<String, String> passcodes = new LinkedHashMap<>();
  private final Map<String, List<PublicKey>> keys = new LinkedHashMap<>();
  private final Map<SnowflakeVisit.Way, Map<String, String>> tokens = new LinkedHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final SnowflakeProof proof;
  private Optional<SnowflakeUsers> users = Optional.empty();

  SnowflakeKeeper(String account, Clock clock) {
    proof = new SnowflakeProof(account, clock, this::keysOf);
  }

  /** The same with another clock, or under another name. */
  SnowflakeKeeper(String account, Clock clock, SnowflakeKeeper like) {
    this(account, clock);
    passwords.putAll(like.passwords);
    passcodes.putAll(like.passcodes);
    keys.putAll(like.keys);
    tokens.putAll(like.tokens);
    users = like.users;
  }

  void password(String user, String password) {
    passwords.put(upper(user), password);
  }

  void passcode(String user, String passcode) {
    passcodes.put(upper(user), passcode);
  }

  void key(String user, PublicKey key) {
    keys.computeIfAbsent(upper(user), name -> new ArrayList<>()).add(key);
  }

  void token(SnowflakeVisit.Way way, String token, String user) {
    tokens.computeIfAbsent(way, each -> new LinkedHashMap<>()).put(token, upper(user));
  }

  void users(SnowflakeUsers knowing) {
    users = Optional.of(knowing);
  }

  Optional<SnowflakeUsers> users() {
    return users;
  }

  private static String upper(String user) {
    return user.toUpperCase(Locale.ROOT);
  }

  private List<PublicKey> keysOf(String user) {
    List<PublicKey> all = new ArrayList<>(keys.getOrDefault(user, List.of()));
    users.ifPresent(knowing -> all.addAll(knowing.keys(user)));
    return all;
  }

  /** The code of why a log-in by a key pair failed, by the id that was told; empty if unknown. */
  String failure(String id) {
    return failures.getOrDefault(id, "");
  }

  private boolean trusts() {
    return users.isEmpty() && passwords.isEmpty() && keys.isEmpty() && tokens.isEmpty();
  }

  /** The user that a session is of. */
  String user(SnowflakeVisit visit) {
    String known = tokens.getOrDefault(visit.way(), Map.of()).get(visit.secret());
    if (known != null) {
      return known;
    }
    return users.map(knowing -> knowing.user(visit)).orElseGet(() -> upper(visit.user()));
  }

  /** Why they are not let in; empty if they are. */
  List<WireAnswer.Failure> refusal(SnowflakeVisit visit) {
    if (trusts()) {
      return List.of();
    }
    return switch (visit.way()) {
      case PASSWORD -> password(visit);
      case KEY_PAIR -> keyPair(visit);
      case OAUTH -> token(visit, "390303", "Invalid OAuth access token.");
      case PROGRAMMATIC_TOKEN -> token(visit, "394400", "Programmatic access token is invalid.");
      case WORKLOAD_IDENTITY ->
          token(visit, "390144", "The workload identity is not that of a user.");
    };
  }

  private List<WireAnswer.Failure> password(SnowflakeVisit visit) {
    String password = passwords.get(upper(visit.user()));
    String passcode = passcodes.getOrDefault(upper(visit.user()), "");
    boolean appended = !passcode.isEmpty() && visit.secret().equals(password + passcode);
    if (visit.secret().equals(password) || appended) {
      return appended || passcode.isEmpty() || passcode.equals(visit.passcode())
          ? List.of()
          : List.of(WireAnswer.error("390127", "Incorrect passcode was specified."));
    }
    return asked(visit, "390100", "Incorrect username or password was specified.");
  }

  private List<WireAnswer.Failure> token(SnowflakeVisit visit, String code, String message) {
    String user = tokens.getOrDefault(visit.way(), Map.of()).get(visit.secret());
    boolean own = user != null && (visit.user().isEmpty() || upper(visit.user()).equals(user));
    return own ? List.of() : asked(visit, code, message);
  }

  private List<WireAnswer.Failure> asked(SnowflakeVisit visit, String code, String message) {
    return users
        .map(knowing -> knowing.refusal(visit))
        .orElseGet(() -> List.of(WireAnswer.error(code, message)));
  }

  private List<WireAnswer.Failure> keyPair(SnowflakeVisit visit) {
    String fault = proof.fault(visit);
    if (fault.isEmpty()) {
      boolean ours = keys.containsKey(upper(visit.user()));
      return ours ? List.of() : users.map(knowing -> knowing.refusal(visit)).orElseGet(List::of);
    }
    String id = "0ce00000-0000-0000-0000-%012d".formatted(numbers.incrementAndGet());
    failures.put(id, fault);
    return List.of(WireAnswer.error(SnowflakeProof.INVALID, "JWT token is invalid. [" + id + "]"));
  }
}
