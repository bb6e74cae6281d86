package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what. Ownership is kept by the objects themselves; a role that was granted to somebody
 * is a right USAGE on it.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/security-access-control-overview">access
 *     control</a>
 */
final class ModelGrants {
  private final ModelAccount account;
  private final List<ModelGrant> grants = new ArrayList<>();
  private final List<ModelFutureGrant> future = new ArrayList<>();

  ModelGrants(ModelAccount account) {
    this.account = account;
  }

  List<ModelGrant> all() {
    return grants;
  }

  List<ModelFutureGrant> future() {
    return future;
  }

  /** Gives a right; one that is there already may get its option. */
  void grant(
      String privilege, ModelObject on, ModelObject to, boolean option, Optional<ModelObject> by) {
    Optional<ModelGrant> old = find(privilege, on, to);
    if (old.isEmpty() || (option && !old.get().option())) {
      old.ifPresent(grants::remove);
      grants.add(new ModelGrant(privilege, on, to, option, by, account.moment().at()));
    }
  }

  private Optional<ModelGrant> find(String privilege, ModelObject on, ModelObject to) {
    return grants.stream()
        .filter(grant -> grant.privilege().equals(privilege) && grant.on() == on)
        .filter(grant -> grant.to() == to)
        .findFirst();
  }

  /** Takes a right back, if it is there. */
  boolean revoke(String privilege, ModelObject on, ModelObject to) {
    return grants.removeIf(
        grant -> grant.privilege().equals(privilege) && grant.on() == on && grant.to() == to);
  }

  void revokeAll(ModelObject on) {
    grants.removeIf(grant -> grant.on() == on);
  }

  /** The rights on something, in the order they were given. */
  List<ModelGrant> on(ModelObject on) {
    return grants.stream().filter(grant -> grant.on() == on).toList();
  }

  /** The rights that a role or user was given itself. */
  List<ModelGrant> to(ModelObject to) {
    return grants.stream().filter(grant -> grant.to() == to && grant.on().isThere()).toList();
  }

  /** Copies the rights on one thing to its copy. */
  void copy(ModelObject from, ModelObject to) {
    on(from).forEach(g -> grant(g.privilege(), to, g.to(), g.option(), g.by()));
  }

  /** Gives what was promised for things of this kind; a schema's promises overrule a database's. */
  void future(ModelObject made) {
    List<ModelFutureGrant> promised = List.of();
    Optional<ModelObject> in = made.parent();
    while (in.isPresent() && promised.isEmpty()) {
      ModelObject place = in.get();
      promised =
          future.stream()
              .filter(each -> each.in() == place && each.kind().equals(made.kind()))
              .toList();
      in = place.parent();
    }
    for (ModelFutureGrant each : promised) {
      if (each.privilege().equals("OWNERSHIP")) {
        made.owner(each.to());
      } else {
        grant(each.privilege(), made, each.to(), each.option(), Optional.empty());
      }
    }
  }

  /** These roles, and all that they have been given, directly or not. */
  Set<ModelObject> withInherited(List<ModelObject> roles) {
    Set<ModelObject> all = new HashSet<>();
    List<ModelObject> next = new ArrayList<>(roles);
    account.role("PUBLIC").ifPresent(next::add);
    while (!next.isEmpty()) {
      ModelObject role = next.remove(next.size() - 1);
      if (all.add(role)) {
        to(role).stream()
            .filter(grant -> grant.on() instanceof ModelRole)
            .forEach(grant -> next.add(grant.on()));
      }
    }
    return all;
  }
}
