package io.gds.database.mongodb;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.Directories;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a backup needs, measured before it is begun. */
final class MongoBackupChecks {
  private final MongoContext context;
  private final MongoChecks checks;
  private final String name;

  MongoBackupChecks(MongoContext context, String name) {
    this.context = context;
    this.name = name;
    checks = new MongoChecks(context);
  }

  void add(Plan.Builder<?> plan, Path archive, MongoDumpWish wish, OptionValues values) {
    plan.measure(() -> ofServer(wish));
    place(plan, archive);
    plan.measure(() -> consistency(wish, values));
  }

  /** What the place needs to which it is written. */
  void place(Plan.Builder<?> plan, Path archive) {
    plan.check(() -> free(archive)).check(() -> directory(archive));
  }

  private List<Check> ofServer(MongoDumpWish wish) {
    return checks.of(
        name,
        rights -> {
          List<Check> all = new ArrayList<>();
          Check exists = checks.exists(name);
          all.add(exists);
          if (!exists.refused()) {
            all.add(checks.may(rights, MongoAction.LIST_COLLECTIONS, name));
            all.add(checks.may(rights, MongoAction.LIST_INDEXES, name));
            all.add(checks.may(rights, MongoAction.FIND, name));
            if (wish.lists()) {
              all.add(mayReadUsers(rights));
            }
          }
          return all;
        });
  }

  private Check mayReadUsers(MongoRights rights) {
    boolean may =
        rights.onCollection(MongoAction.FIND, "admin", "system.users")
            && rights.onCollection(MongoAction.FIND, "admin", "system.roles");
    return checks.demand(
        may,
        "the user may read users and roles",
        "admin",
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "Grant this user the role backup, or leave " + MongoBackup.USERS.id() + " out.");
  }

  private Check free(Path archive) {
    Optional<Path> taken =
        Stream.of(archive, ArchiveNames.manifestOf(archive))
            .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
            .findFirst();
    return checks.demand(
        taken.isEmpty(),
        "the archive's name is free",
        archive.toString(),
        taken.map(path -> "taken: " + path).orElse("free"),
        "a name without archive or manifest",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name; an existing archive is never overwritten.");
  }

  /** The directory is there. How much room a backup needs nobody knows before. */
  private Check directory(Path archive) {
    Path parent = archive.getParent();
    return Directories.freeSpace(parent == null ? archive : parent, 0, context.clock().instant());
  }

  private List<Check> consistency(MongoDumpWish wish, OptionValues values) {
    MongoProduct product = context.product();
    if (wish.consistency() == MongoDumpWish.Consistency.SNAPSHOT) {
      return List.of(
          checks.demand(
              MongoConsistency.hasSnapshots(product),
              "the server has snapshot reads",
              name,
              product.versionText() + ", " + product.topology(),
              "a replica set or cluster from 5.0 on",
              ErrorCode.UNSUPPORTED_CAPABILITY,
              "Take " + MongoBackup.CONSISTENCY.id() + "=NONE, when nothing is written."));
    }
    boolean wished = values.given(MongoBackup.CONSISTENCY).isPresent();
    return List.of(
        Checks.advise(
            context.clock(),
            false,
            "the backup is of one instant",
            name,
            wished ? "not wished" : "not possible on " + product.topology(),
            "one instant",
            "What is written meanwhile is in it or not, document by document: back up when nothing"
                + " is written, or a replica set from 5.0 on."));
  }
}
