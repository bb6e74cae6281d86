package io.gds.database.snowflake;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.StepKind;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a user's public keys. There is room for two, so that a new one can be spread while the
 * old one is valid: a new key goes where none is, never over one; and a key is taken away by its
 * fingerprint alone, and only if another stays. That the server has taken a key is proved by the
 * fingerprint that it tells afterwards.
 *
 * @see <a
 *     href="https://docs.snowflake.com/en/user-guide/key-pair-auth#configuring-key-pair-rotation">
 *     Key-pair rotation</a>
 */
final class SnowflakeUserKeys {
  private final SnowflakeContext context;
  private final SnowflakePrincipals principals;
  private final String user;
  private final Optional<SnowflakePublicKey> added;
  private final Optional<String> removed;

  /** Where the change is planned to be; empty if there is nothing to do, or no room. */
  private final Optional<String> slot;

  private final boolean known;

  SnowflakeUserKeys(
      SnowflakeContext context, SnowflakePrincipalChecks checks, AlterUserOptions options) {
    this.context = context;
    this.principals = checks.principals;
    this.user = options.name();
    this.added = options.publicKey().flatMap(SnowflakePublicKey::parse);
    this.removed = options.platformOptions().given(SnowflakeUser.OLD_KEY);
    Map<String, String> now = isAsked() ? read() : Map.of();
    this.known = added.filter(key -> now.containsValue(key.fingerprint())).isPresent();
    this.slot =
        added.isPresent()
            ? known
                ? Optional.empty()
                : !now.containsKey(SnowflakeUserChanges.FIRST_KEY)
                    ? Optional.of(SnowflakeUserChanges.FIRST_KEY)
                    : Optional.of(SnowflakeUserChanges.SECOND_KEY)
            : removed.flatMap(
                print ->
                    now.entrySet().stream()
                        .filter(each -> each.getValue().equals(print))
                        .map(Map.Entry::getKey)
                        .findFirst());
  }

  private boolean isAsked() {
    return added.isPresent() || removed.isPresent();
  }

  /** Of a user who is not there the checks tell. */
  private Map<String, String> read() {
    return principals.user(user).isPresent() ? principals.keys(user) : Map.of();
  }

  void measure(SnowflakeCheckList all) {
    if (!isAsked() || known) {
      return;
    }
    Map<String, String> now = principals.keys(user);
    if (added.isPresent()) {
      String place = slot.orElseThrow();
      String there = now.get(place);
      all.demand(
          there == null,
          "there is room for a key",
          user,
          there == null ? place + " is empty" : place + " holds " + there,
          "none of two keys",
          ErrorCode.WRONG_STATE,
          "Take the key away that is no longer used, by removeOldKey and "
              + SnowflakeUser.OLD_KEY.id()
              + ": one in use is never overwritten.");
      return;
    }
    String print = removed.orElseThrow();
    boolean same = slot.map(now::get).filter(print::equals).isPresent();
    all.demand(
        same,
        "the user has the key",
        user,
        now.values().toString(),
        print,
        ErrorCode.NOT_FOUND,
        "See the fingerprints that DESCRIBE USER tells.");
    all.demand(
        now.size() > 1,
        "another key stays",
        user,
        now.size() + " keys",
        "2 keys",
        "Set and spread a new key first, by publicKey.");
  }

  void addTo(Plan.Builder<@Nullable Void> plan) {
    if (!isAsked()) {
      return;
    }
    String begin = "ALTER USER " + SnowflakeSql.name(user);
    if (slot.isPresent()) {
      String place = slot.get();
      String change =
          added
              .map(key -> " SET " + place + " = " + SnowflakeSql.literal(key.text()))
              .orElse(" UNSET " + place);
      SnowflakeUserChanges.step(
          plan, Effect.ONCE, context.gateway().prepare(begin + change).seen(this::isDone));
    }
    plan.step(
        StepKind.SQL,
        Effect.READ,
        "DESC USER " + SnowflakeSql.name(user),
        step -> {
          if (!isDone()) {
            throw ErrorDetails.of(
                    ErrorCode.STATEMENT_FAILED,
                    "the server tells other keys of the user than were to be: "
                        + principals.keys(user))
                .platform(context.runner().platform().id())
                .engine(context.runner().engine())
                .target(user)
                .remedy("Compare the fingerprints before the key is used.")
                .toException();
          }
        });
  }

  private boolean isDone() {
    Map<String, String> now = principals.keys(user);
    return added
        .map(key -> now.containsValue(key.fingerprint()))
        .orElseGet(() -> removed.filter(now::containsValue).isEmpty());
  }
}
