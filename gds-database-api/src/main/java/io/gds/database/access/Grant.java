package io.gds.database.access;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One right of one principal. The privilege is words only, so that it can stand in a statement; all
 * names are data.
 *
 * @param privilege the right in the platform's word, such as {@code SELECT} or {@code VIEW SERVER
 *     STATE}
 * @param securable what it is about; with another scope than OBJECT, the container
 * @param columns the columns it is limited to; empty for all
 * @param grantee who has it
 * @param grantable whether the grantee may pass it on
 * @param effect whether it gives or withholds
 * @param scope which objects it covers
 * @param objectKind the kind of objects covered, with another scope than OBJECT
 * @param grantedBy who gave it, where that is recorded
 */
public record Grant(
    String privilege,
    Securable securable,
    List<String> columns,
    Principal grantee,
    boolean grantable,
    GrantEffect effect,
    GrantScope scope,
    Optional<String> objectKind,
    Optional<String> grantedBy) {
  /**
   * Checks that nothing is missing, and takes a copy.
   *
   * @throws IllegalArgumentException if privilege or kind is anything but words, or the parts do
   *     not fit together
   */
  public Grant {
    Objects.requireNonNull(privilege, "privilege");
    Objects.requireNonNull(securable, "securable");
    columns = List.copyOf(columns);
    Objects.requireNonNull(grantee, "grantee");
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(objectKind, "objectKind");
    Objects.requireNonNull(grantedBy, "grantedBy");
    Words.checked("privilege", privilege);
    objectKind.ifPresent(kind -> Words.checked("kind", kind));
    if ((scope == GrantScope.OBJECT) == objectKind.isPresent()) {
      throw new IllegalArgumentException(
          "a kind of objects goes with the scopes ALL_IN and FUTURE_IN");
    }
    if (grantable && effect == GrantEffect.DENY) {
      throw new IllegalArgumentException("a right that is withheld cannot be passed on");
    }
  }

  /** A plain right: on the securable itself, for all columns, not to be passed on. */
  public static Grant of(String privilege, Securable securable, Principal grantee) {
    return new Grant(
        privilege,
        securable,
        List.of(),
        grantee,
        false,
        GrantEffect.ALLOW,
        GrantScope.OBJECT,
        Optional.empty(),
        Optional.empty());
  }

  /** The same, which the grantee may pass on. */
  public Grant withGrantOption() {
    return new Grant(
        privilege, securable, columns, grantee, true, effect, scope, objectKind, grantedBy);
  }

  /** The same, limited to these columns. */
  public Grant onColumns(List<String> columns) {
    return new Grant(
        privilege, securable, columns, grantee, grantable, effect, scope, objectKind, grantedBy);
  }

  /** The same right, withheld. */
  public Grant denied() {
    return new Grant(
        privilege,
        securable,
        columns,
        grantee,
        false,
        GrantEffect.DENY,
        scope,
        objectKind,
        grantedBy);
  }

  /** The same on all objects of a kind that are in the securable now. */
  public Grant onAll(String objectKind) {
    return covering(GrantScope.ALL_IN, objectKind);
  }

  /** The same on all objects of a kind that will be made in the securable. */
  public Grant onFuture(String objectKind) {
    return covering(GrantScope.FUTURE_IN, objectKind);
  }

  private Grant covering(GrantScope scope, String objectKind) {
    return new Grant(
        privilege,
        securable,
        columns,
        grantee,
        grantable,
        effect,
        scope,
        Optional.of(objectKind),
        grantedBy);
  }
}
