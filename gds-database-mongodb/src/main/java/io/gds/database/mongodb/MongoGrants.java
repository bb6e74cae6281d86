package io.gds.database.mongodb;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * What rights look like in commands and answers. Pure.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/resource-document/">resource
 *     documents</a>
 */
final class MongoGrants {
  private static final String DATABASE = "DATABASE";
  private static final String COLLECTION = "COLLECTION";

  /** The collections in which the server keeps the data of time series, by the names of these. */
  private static final String BUCKETS = "SYSTEM BUCKETS";

  /** Everything there is; the vendor gives it to nobody but its own roles. */
  private static final String ANY = "ANY RESOURCE";

  private static final String ANY_NAME = "";

  private MongoGrants() {}

  /** The rights that a role has itself. */
  static List<Grant> read(BsonDocument role, Principal grantee) {
    List<Grant> grants = new ArrayList<>();
    for (BsonDocument privilege : MongoValues.documents(role, "privileges")) {
      Securable about =
          securable(MongoValues.document(privilege, "resource").orElseGet(BsonDocument::new));
      for (String action : MongoValues.texts(privilege, "actions")) {
        grants.add(Grant.of(action, about, grantee));
      }
    }
    return grants;
  }

  private static Securable securable(BsonDocument resource) {
    if (MongoValues.truth(resource, "cluster").orElse(false)) {
      return Securable.server();
    }
    if (MongoValues.truth(resource, "anyResource").orElse(false)) {
      return new Securable(ANY, List.of(ANY_NAME));
    }
    String database = MongoValues.text(resource, "db").orElse(ANY_NAME);
    Optional<String> buckets = MongoValues.text(resource, "system_buckets");
    if (buckets.isPresent()) {
      return new Securable(BUCKETS, List.of(database, buckets.get()));
    }
    String collection = MongoValues.text(resource, "collection").orElse(ANY_NAME);
    return collection.isEmpty()
        ? Securable.database(database)
        : Securable.collection(database, collection);
  }

  /** What it is about, as commands take it. */
  static BsonDocument resource(Securable about) {
    String kind = kind(about);
    if (kind.equals(Securable.SERVER)) {
      return new BsonDocument("cluster", BsonBoolean.TRUE);
    }
    BsonDocument in = new BsonDocument("db", new BsonString(about.name().get(0)));
    return switch (kind) {
      case DATABASE -> in.append("collection", new BsonString(ANY_NAME));
      case BUCKETS -> in.append("system_buckets", new BsonString(about.name().get(1)));
      default -> in.append("collection", new BsonString(about.name().get(1)));
    };
  }

  private static String kind(Securable about) {
    return about.kind().toUpperCase(Locale.ROOT);
  }

  /** The database that a right is about, whose own right to give it is needed. */
  static String database(Securable about) {
    boolean wide = kind(about).equals(Securable.SERVER) || about.name().get(0).isEmpty();
    return wide ? MongoPrincipal.ADMIN : about.name().get(0);
  }

  static MongoPrincipal principal(Principal principal) {
    return MongoPrincipal.of(principal.database(), principal.name());
  }

  /** Why a right cannot be given or taken like this. */
  static Optional<OptionFault> fault(Grant grant) {
    return problem(grant).map(why -> new OptionFault("grant", grant.privilege() + " " + why));
  }

  private static Optional<String> problem(Grant grant) {
    if (grant.grantee().kind() != PrincipalKind.ROLE) {
      return Optional.of("goes to a role only: give it to a role, and the role to the user");
    }
    if (grant.effect() == GrantEffect.DENY) {
      return Optional.of("cannot be withheld: MongoDB has no DENY");
    }
    if (grant.scope() != GrantScope.OBJECT) {
      return Optional.of("is about collections to come already: name the database itself");
    }
    if (grant.grantable()) {
      return Optional.of("is passed on by whoever has grantRole: give that");
    }
    if (!grant.columns().isEmpty()) {
      return Optional.of("cannot be limited to fields: make a view");
    }
    if (grant.grantedBy().isPresent()) {
      return Optional.of("has no giver that is kept");
    }
    return shape(grant.securable()).or(() -> reach(grant));
  }

  private static Optional<String> shape(Securable about) {
    Map<String, Integer> parts =
        Map.of(Securable.SERVER, 0, DATABASE, 1, COLLECTION, 2, BUCKETS, 2);
    Integer expected = parts.get(kind(about));
    if (expected == null) {
      return Optional.of("is about SERVER, DATABASE, COLLECTION or SYSTEM BUCKETS");
    }
    if (about.name().size() != expected) {
      return Optional.of("is about a " + kind(about) + ", whose name has " + expected + " parts");
    }
    if (expected > 0 && !about.name().get(0).isEmpty()) {
      MongoNames.database(about.name().get(0));
    }
    boolean torn =
        about.name().stream().anyMatch(n -> n.indexOf('\0') >= 0 || MongoNames.isTorn(n));
    return torn ? Optional.of("is about a name with NUL or half a character") : Optional.empty();
  }

  private static Optional<String> reach(Grant grant) {
    String home = principal(grant.grantee()).database();
    Securable about = grant.securable();
    boolean own = !kind(about).equals(Securable.SERVER) && about.name().get(0).equals(home);
    return own || home.equals(MongoPrincipal.ADMIN)
        ? Optional.empty()
        : Optional.of("reaches beyond the role's own database: only roles of admin may");
  }

  /** Why a role cannot be given or taken like this. */
  static Optional<OptionFault> fault(RoleMembership membership) {
    String about = membership.role().name();
    String why = "";
    if (membership.role().kind() != PrincipalKind.ROLE) {
      why = "is no role";
    } else if (membership.admin()) {
      why = "is passed on by whoever has grantRole: give that";
    } else if (!membership.inherits() || !membership.assumable()) {
      why = "always counts without being taken on";
    } else if (membership.member().kind() == PrincipalKind.ROLE) {
      why = beyond(principal(membership.role()), principal(membership.member()));
    }
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(new OptionFault("membership", about + " " + why));
  }

  /** Why a role cannot have another. */
  static String beyond(MongoPrincipal role, MongoPrincipal member) {
    if (role.equals(member)) {
      return "cannot have itself";
    }
    boolean reaches =
        member.database().equals(MongoPrincipal.ADMIN) || member.database().equals(role.database());
    return reaches ? "" : "is of another database: only roles of admin may have such";
  }
}
