package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.SupportsUsers;
import io.gds.database.connection.AuthType;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** Creating, changing and dropping users. */
final class MongoUserChanges {
  /** Log-ins that the server leaves to somebody else. */
  private static final Set<AuthType> ELSEWHERE =
      Set.of(AuthType.CERTIFICATE, AuthType.OAUTH, AuthType.INTEGRATED, AuthType.WORKLOAD_IDENTITY);

  private final MongoContext context;
  private final MongoPrincipalChecks checks;
  private final MongoPrincipals principals;

  MongoUserChanges(MongoContext context) {
    this.context = context;
    this.checks = new MongoPrincipalChecks(context);
    this.principals = new MongoPrincipals(context);
  }

  Operation<@Nullable Void> create(CreateUserOptions options) {
    context.runner().requireOpen();
    options.authType().ifPresent(type -> requireLogIn(options.name(), type));
    boolean elsewhere = options.authType().filter(ELSEWHERE::contains).isPresent();
    MongoPrincipal user =
        MongoPrincipal.of(
            elsewhere
                ? options.database().or(() -> Optional.of(MongoPrincipal.EXTERNAL))
                : options.database(),
            options.name());
    options.requireKnown(MongoUser.OF_USER, MongoUserFaults.of(options, user, elsewhere));
    List<MongoPrincipal> roles = roles(options.roles(), user.database());
    Plan.Builder<@Nullable Void> plan = plan("createUser", options, user);
    MongoUserSteps steps = new MongoUserSteps(context, plan);
    if (options.ifNotExists() && checks.isThere(user, false, false)) {
      return steps.nothing("leave the user as it is: it exists");
    }
    plan.measure(
        () ->
            checks.ofUser(
                user,
                (found, rights) -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.free("user", user, found));
                  all.add(checks.may(rights, MongoAction.CREATE_USER, user.database()));
                  if (restricts(options.platformOptions())) {
                    all.add(
                        checks.may(
                            rights, MongoAction.SET_AUTHENTICATION_RESTRICTION, user.database()));
                  }
                  return all;
                }));
    plan.measure(() -> checks.roles(roles, MongoAction.GRANT_ROLE));
    if (options.password().isPresent()) {
      plan.check(() -> checks.covered(user));
    }
    BsonDocument command = MongoCommands.command("createUser", user.name());
    command.append("roles", MongoUserSteps.roles(roles));
    add(command, options.platformOptions());
    steps.withPassword(
        user.database(),
        command,
        options.password(),
        Optional.of(() -> principals.findUser(user).isPresent()));
    return plan.yields(() -> null);
  }

  Operation<@Nullable Void> alter(AlterUserOptions options) {
    context.runner().requireOpen();
    MongoPrincipal user = MongoPrincipal.of(options.database(), options.name());
    options.requireKnown(MongoUser.OF_USER, MongoUserFaults.of(options, user));
    OptionValues values = options.platformOptions();
    Plan.Builder<@Nullable Void> plan = plan("alterUser", options, user);
    plan.measure(
        () ->
            checks.ofUser(
                user,
                (found, rights) -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.there("user", user, found));
                  if (options.password().isPresent()
                      || values.given(MongoUser.MECHANISMS).isPresent()) {
                    all.add(
                        checks.mayChange(
                            rights,
                            MongoAction.CHANGE_PASSWORD,
                            MongoAction.CHANGE_OWN_PASSWORD,
                            user));
                    all.add(checks.notOwnPassword(rights, user));
                  }
                  if (values.given(MongoUser.CUSTOM_DATA).isPresent()) {
                    all.add(
                        checks.mayChange(
                            rights,
                            MongoAction.CHANGE_CUSTOM_DATA,
                            MongoAction.CHANGE_OWN_CUSTOM_DATA,
                            user));
                  }
                  if (restricts(values)) {
                    all.add(
                        checks.may(
                            rights, MongoAction.SET_AUTHENTICATION_RESTRICTION, user.database()));
                    all.add(replaced(user, found));
                  }
                  return all;
                }));
    if (options.password().isPresent()) {
      plan.check(() -> checks.covered(user));
    }
    BsonDocument command = MongoCommands.command("updateUser", user.name());
    add(command, values);
    new MongoUserSteps(context, plan)
        .withPassword(user.database(), command, options.password(), Optional.empty());
    return plan.yields(() -> null);
  }

  /** Several restrictions, of which one is enough, can be written by hand only. */
  private Check replaced(MongoPrincipal user, Optional<BsonDocument> found) {
    int before =
        found
            .map(document -> MongoValues.array(document, "authenticationRestrictions").size())
            .orElse(0);
    return checks.advise(
        before <= 1,
        "no more than one restriction is replaced",
        user,
        before + " restrictions",
        "one",
        "All of them are replaced by what is given here.");
  }

  Operation<@Nullable Void> drop(DropUserOptions options) {
    context.runner().requireOpen();
    MongoPrincipal user = MongoPrincipal.of(options.database(), options.name());
    List<OptionFault> faults = new ArrayList<>();
    MongoUserFaults.owned(options.dropOwned(), options.reassignOwnedTo(), faults);
    boolean meant = options.platformOptions().given(MongoUser.ALLOW_OWN).orElse(false);
    if (meant && options.force()) {
      faults.add(new OptionFault("force", "ends what this very user does: leave it out"));
    }
    options.requireKnown(MongoUser.OF_DROP, faults);
    Plan.Builder<@Nullable Void> plan = plan("dropUser", options, user);
    MongoUserSteps steps = new MongoUserSteps(context, plan);
    if (options.ifExists() && !checks.isThere(user, false, true)) {
      return steps.nothing("leave it at that: there is no such user");
    }
    plan.measure(
        () ->
            checks.ofUser(
                user,
                (found, rights) -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.there("user", user, found));
                  all.add(checks.may(rights, MongoAction.DROP_USER, user.database()));
                  all.add(checks.notOwn(rights, user, meant));
                  if (found.isPresent()) {
                    all.add(checks.notLast(user, found));
                  }
                  if (options.force()) {
                    all.add(new MongoChecks(context).may(rights, MongoAction.KILL_ANY_SESSION));
                  }
                  return all;
                }));
    if (options.force()) {
      BsonDocument kill =
          new BsonDocument("killAllSessions", new BsonArray(List.of(user.asUser())));
      MongoStep.of(MongoPrincipal.ADMIN, kill).idempotent(context, plan);
    }
    steps.once(
        user.database(),
        MongoCommands.command("dropUser", user.name()),
        () -> principals.findUser(user).isEmpty());
    return plan.yields(() -> null);
  }

  /** Adds what only MongoDB has. */
  private static void add(BsonDocument command, OptionValues values) {
    values
        .given(MongoUser.CUSTOM_DATA)
        .ifPresent(text -> command.append("customData", BsonDocument.parse(text)));
    values.given(MongoUser.MECHANISMS).ifPresent(text -> command.append("mechanisms", texts(text)));
    restrictions(values).ifPresent(all -> command.append("authenticationRestrictions", all));
  }

  static boolean restricts(OptionValues values) {
    return values.given(MongoUser.CLIENT_SOURCE).isPresent()
        || values.given(MongoUser.SERVER_ADDRESS).isPresent();
  }

  /** From where and at which address one may log in; no restriction if both are empty. */
  static Optional<BsonArray> restrictions(OptionValues values) {
    if (!restricts(values)) {
      return Optional.empty();
    }
    BsonDocument one = new BsonDocument();
    String from = values.given(MongoUser.CLIENT_SOURCE).orElse("");
    String at = values.given(MongoUser.SERVER_ADDRESS).orElse("");
    if (!MongoUser.list(from).isEmpty()) {
      one.append("clientSource", texts(from));
    }
    if (!MongoUser.list(at).isEmpty()) {
      one.append("serverAddress", texts(at));
    }
    return Optional.of(one.isEmpty() ? new BsonArray() : new BsonArray(List.of(one)));
  }

  private static BsonArray texts(String text) {
    return new BsonArray(MongoUser.list(text).stream().map(BsonString::new).toList());
  }

  static List<MongoPrincipal> roles(List<String> texts, String home) {
    return texts.stream().map(text -> MongoPrincipal.role(text, home)).distinct().toList();
  }

  private Plan.Builder<@Nullable Void> plan(String verb, Options options, MongoPrincipal user) {
    return context.runner().<@Nullable Void>plan(verb, user.toString()).options(options);
  }

  private static void requireLogIn(String user, AuthType type) {
    if (type != AuthType.PASSWORD && !ELSEWHERE.contains(type)) {
      throw MongoCapabilities.refusal(
          user,
          CapabilityStatus.absent(
              SupportsUsers.class,
              Availability.NOT_ON_PLATFORM,
              "MongoDB knows no log-in by " + type,
              "Choose another way to log in: see MongoUser."));
    }
  }
}
