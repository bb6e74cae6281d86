package io.gds.database.mongodb;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.connection.AuthType;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which options of users mean nothing, or not together, to MongoDB. Pure. */
final class MongoUserFaults {
  private final List<OptionFault> faults = new ArrayList<>();

  private MongoUserFaults() {}

  private void add(boolean faulty, String option, String why) {
    if (faulty) {
      faults.add(new OptionFault(option, why));
    }
  }

  static List<OptionFault> of(CreateUserOptions options, MongoPrincipal user, boolean elsewhere) {
    MongoUserFaults all = new MongoUserFaults();
    all.common(
        user,
        options.publicKey().isPresent(),
        !options.enabled(),
        options.mustChangePassword(),
        options.expiresAt().isPresent(),
        options.connectionLimit().isPresent(),
        options.comment().isPresent());
    boolean password = options.password().isPresent();
    all.add(
        elsewhere && !user.isExternal(),
        "database",
        "is " + MongoPrincipal.EXTERNAL + " for those who log in by " + type(options));
    all.add(
        user.isExternal() && password,
        "password",
        "is nothing that the server keeps of users of " + MongoPrincipal.EXTERNAL);
    all.add(
        !user.isExternal() && !elsewhere && !password,
        "password",
        "is missing: without one, users are of " + MongoPrincipal.EXTERNAL);
    all.add(
        user.isExternal() && options.platformOptions().given(MongoUser.MECHANISMS).isPresent(),
        MongoUser.MECHANISMS.id(),
        "goes with a password");
    return all.faults;
  }

  private static String type(CreateUserOptions options) {
    return options.authType().map(AuthType::name).orElse("");
  }

  static List<OptionFault> of(AlterUserOptions options, MongoPrincipal user) {
    MongoUserFaults all = new MongoUserFaults();
    all.common(
        user,
        options.publicKey().isPresent() || options.removeOldKey(),
        options.enabled().isPresent(),
        options.mustChangePassword().orElse(false),
        options.expiresAt().isPresent(),
        options.connectionLimit().isPresent(),
        options.comment().isPresent());
    all.add(
        options.newName().isPresent(),
        "newName",
        "is not possible: MongoDB renames no user; make the other one, and drop this");
    all.add(options.unlock(), "unlock", "is not needed: MongoDB locks no user");
    all.add(
        user.isExternal() && options.password().isPresent(),
        "password",
        "is nothing that the server keeps of users of " + MongoPrincipal.EXTERNAL);
    return all.faults;
  }

  private void common(
      MongoPrincipal user,
      boolean key,
      boolean disabled,
      boolean mustChange,
      boolean expires,
      boolean limit,
      boolean comment) {
    add(user.database().equals("local"), "database", "is local, which has no users");
    add(
        key,
        "publicKey",
        "is not known to MongoDB: a certificate is known by its subject, as a user of "
            + MongoPrincipal.EXTERNAL);
    add(
        disabled,
        "enabled",
        "is not known to MongoDB: take the roles away, or restrict the addresses by "
            + MongoUser.CLIENT_SOURCE.id());
    add(mustChange, "mustChangePassword", "is not known to MongoDB");
    add(expires, "expiresAt", "is not known to MongoDB");
    add(limit, "connectionLimit", "is not known to MongoDB: the server has one for all");
    add(comment, "comment", "is not known to MongoDB: note it in " + MongoUser.CUSTOM_DATA.id());
  }

  static void owned(boolean dropOwned, Optional<String> heir, List<OptionFault> faults) {
    String why = "is not needed: MongoDB's users and roles own nothing";
    if (dropOwned) {
      faults.add(new OptionFault("dropOwned", why));
    }
    heir.ifPresent(name -> faults.add(new OptionFault("reassignOwnedTo", why)));
  }
}
