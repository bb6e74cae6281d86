package io.gds.database.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the standbys that a primary sends to is which of the nodes that were asked. A slot
 * belongs to one only; a name that standbys call themselves by may be shared, and then only the
 * address tells them apart. Where nothing does, a node is none of them: to take one for the other
 * would promote the one by the lag of the other.
 *
 * @param standbys each under the name the topology uses
 * @param ambiguous the nodes that may be one or another of several standbys
 */
record PostgresStandbyNames(List<StandbyView> standbys, Set<String> ambiguous) {
  /** Why nothing is done with a node that may be one of several. */
  static String ambiguous(String name) {
    return "several standbys call themselves as it does, and which of them it is cannot be told:"
        + " give each its own application_name in primary_conninfo, or its own slot (peer "
        + name
        + ")";
  }

  /**
   * Finds out.
   *
   * @param all the primary's standbys
   * @param members those that were asked and answered as standbys of this cluster, by name
   * @param others those that were asked, and did not answer or said that they are something else
   * @param primary what the primary is called
   */
  static PostgresStandbyNames of(
      List<StandbyView> all, Map<String, NodeView> members, Set<String> others, String primary) {
    return new Search(all, members, others, primary).result();
  }

  private static final class Search {
    private final List<StandbyView> all;
    private final Map<String, NodeView> members;
    private final Set<String> others;
    private final String primary;
    private final Map<Integer, String> found = new LinkedHashMap<>();
    private final Set<String> ambiguous = new LinkedHashSet<>();

    Search(
        List<StandbyView> all, Map<String, NodeView> members, Set<String> others, String primary) {
      this.all = all;
      this.members = members;
      this.others = others;
      this.primary = primary;
    }

    PostgresStandbyNames result() {
      members.forEach((name, node) -> one(bySlot(node)).ifPresent(i -> found.put(i, name)));
      byApplication();
      byName();
      return new PostgresStandbyNames(named(), Set.copyOf(ambiguous));
    }

    private static Optional<Integer> one(List<Integer> places) {
      return places.size() == 1 ? Optional.of(places.get(0)) : Optional.empty();
    }

    private List<Integer> bySlot(NodeView node) {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).slot().isPresent() && all.get(i).slot().equals(node.slot())) {
          places.add(i);
        }
      }
      return places;
    }

    /** Those it may be by what it calls itself. */
    private List<Integer> candidates(NodeView node) {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        StandbyView standby = all.get(i);
        boolean otherSlot = standby.slot().isPresent() && node.slot().isPresent();
        if (!found.containsKey(i)
            && !otherSlot
            && !(standby.connected() && receivesNothing(node))
            && standby.application().isPresent()
            && standby.application().equals(node.followsAs())) {
          places.add(i);
        }
      }
      return places;
    }

    /** It says so, and so is none of those that the primary sends to. */
    private static boolean receivesNothing(@Nullable NodeView node) {
      return node != null && node.recovering() && node.mayTell() && node.receiver().isEmpty();
    }

    private void byApplication() {
      Map<String, List<Integer>> claims = new LinkedHashMap<>();
      members.forEach(
          (name, node) -> {
            List<Integer> places = found.containsValue(name) ? List.of() : candidates(node);
            if (!places.isEmpty()) {
              claims.put(name, places);
            }
          });
      Map<String, Integer> sure = new LinkedHashMap<>();
      claims.forEach(
          (name, places) -> {
            long rivals =
                claims.values().stream()
                    .filter(other -> other.stream().anyMatch(places::contains))
                    .count();
            List<Integer> left =
                places.size() == 1 && rivals == 1
                    ? places
                    : places.stream().filter(i -> isAt(all.get(i), members.get(name))).toList();
            long same =
                claims.entrySet().stream()
                    .filter(
                        other ->
                            other.getValue().stream().anyMatch(left::contains)
                                && left.stream()
                                    .anyMatch(i -> isAt(all.get(i), members.get(other.getKey()))))
                    .count();
            if (left.size() == 1 && (rivals == 1 || same == 1)) {
              sure.put(name, left.get(0));
            } else {
              ambiguous.add(name);
            }
          });
      sure.forEach((name, place) -> found.put(place, name));
    }

    /** Whether a standby connects from where a node is reached. */
    private static boolean isAt(StandbyView standby, @Nullable NodeView node) {
      return node != null
          && standby.address().isPresent()
          && node.address()
              .map(address -> address.substring(0, address.lastIndexOf(':')))
              .equals(standby.address());
    }

    /** What is left: a peer of the name, unless others have that name too. */
    private void byName() {
      for (int i = 0; i < all.size(); i++) {
        StandbyView standby = all.get(i);
        String name = base(standby);
        boolean asked = others.contains(name) || members.containsKey(name);
        boolean another = standby.connected() && receivesNothing(members.get(name));
        if (found.containsKey(i) || !asked || another || found.containsValue(name)) {
          continue;
        }
        long sharing =
            all.stream().filter(other -> other.connected() && base(other).equals(name)).count();
        if (sharing > 1 || ambiguous.contains(name)) {
          ambiguous.add(name);
        } else {
          found.put(i, name);
        }
      }
    }

    private static String base(StandbyView standby) {
      return standby.application().or(standby::slot).or(standby::address).orElse(standby.name());
    }

    /** Those that nobody is known to be keep off the names of those that were asked. */
    private List<StandbyView> named() {
      Set<String> taken = new HashSet<>(members.keySet());
      taken.addAll(others);
      taken.add(primary);
      List<StandbyView> named = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        StandbyView standby = all.get(i);
        String name = found.get(i);
        if (name == null) {
          name = free(standby, taken);
          taken.add(name);
        }
        named.add(standby.named(name));
      }
      return named;
    }

    private static String free(StandbyView standby, Set<String> taken) {
      String name = base(standby);
      if (taken.contains(name)) {
        name =
            standby.connected()
                ? standby.slot().or(standby::address).orElse(name)
                : "slot " + standby.slot().orElse(name);
      }
      String base = name;
      for (int n = 2; taken.contains(name); n++) {
        name = base + "-" + n;
      }
      return name;
    }
  }
}
