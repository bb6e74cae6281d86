package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.mongodb.MongoKit;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoUsersTest {
  private static final String CANARY = "canary-9f3b-sesame";

  private static DatabaseManager manager;
  private static MongoKit kit;
  private static MongoEngine engine;

  @BeforeAll
  static void open() {
    manager = DatabaseManager.of(new MongoProvider());
    kit = MongoKit.start();
    engine = manager.open(MongoUrlGrammar.parse(kit.url()).orElseThrow(), MongoEngine.class);
  }

  @AfterAll
  static void close() {
    manager.close();
    kit.close();
  }

  @BeforeEach
  void empty() {
    for (String command :
        List.of("connectionStatus", "usersInfo", "createUser", "updateUser", "killAllSessions")) {
      kit.off(command);
    }
    for (UserInfo user : engine.users()) {
      aside(user.database().orElseThrow(), "dropUser", user.name());
    }
    for (RoleInfo role : engine.roles(PrincipalQuery.all())) {
      aside(role.database().orElseThrow(), "dropRole", role.name());
    }
    kit.forget();
  }

  private static void aside(String database, String command, String name) {
    kit.client().getDatabase(database).runCommand(MongoCommands.command(command, name));
  }

  private static SecretRef password() {
    return SecretRef.inline(CANARY.toCharArray());
  }

  private static CreateUserOptions.Builder user(String name) {
    return CreateUserOptions.builder().name(name).password(password());
  }

  private UserInfo find(String name) {
    return engine.users(PrincipalQuery.all().like(name)).get(0);
  }

  private RoleInfo role(String database, String name) {
    return engine.roles(PrincipalQuery.all().database(database).system(true)).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void loggedIn(String user, String database, String... actions) {
    BsonDocument rights =
        BsonDocument.parse("{resource: {db: '%s', collection: ''}}".formatted(database));
    rights.append(
        "actions", new org.bson.BsonArray(List.of(actions).stream().map(BsonString::new).toList()));
    kit.on(
        "connectionStatus",
        "{authInfo: {authenticatedUsers: [{user: '%s', db: 'admin'}], authenticatedUserPrivileges: [%s]}}"
            .formatted(user, rights.toJson()));
  }

  private static GrantOptions giving(List<Grant> grants) {
    GrantOptions.Builder options = GrantOptions.builder();
    grants.forEach(options::grant);
    return options.build();
  }

  private static RevokeOptions taking(List<Grant> grants) {
    RevokeOptions.Builder options = RevokeOptions.builder();
    grants.forEach(options::grant);
    return options.build();
  }

  private static List<String> texts(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static Check check(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().contains(rule))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aUserBelongsToAdminUnlessADatabaseIsNamed() {
    engine.createUser(user("ada").build());
    engine.createUser(user("ada").database("shop").build());
    assertThat(engine.users())
        .extracting(UserInfo::database)
        .containsExactly(Optional.of("admin"), Optional.of("shop"));
    assertThat(engine.users(PrincipalQuery.all().database("shop")))
        .singleElement()
        .satisfies(
            ada -> {
              assertThat(ada.authType()).contains(AuthType.PASSWORD);
              assertThat(ada.attributes())
                  .containsEntry("mechanisms", "SCRAM-SHA-1, SCRAM-SHA-256")
                  .containsKey("userId");
            });
    engine.dropUser(DropUserOptions.builder().name("ada").database("shop").build());
    assertThat(engine.users()).extracting(UserInfo::database).containsExactly(Optional.of("admin"));
  }

  @Test
  void aRoleIsNamedAlongWithItsDatabaseWhereThatDoesNotGoWithoutSaying() {
    engine.createRole(CreateRoleOptions.builder().name("a/b").build());
    engine.createUser(
        user("ada").database("shop").role("read").role("admin/root").role("admin/a/b").build());
    assertThat(kit.sent("createUser").get(0).getArray("roles"))
        .containsExactly(
            BsonDocument.parse("{role: 'read', db: 'shop'}"),
            BsonDocument.parse("{role: 'root', db: 'admin'}"),
            BsonDocument.parse("{role: 'a/b', db: 'admin'}"));
    assertThat(find("ada").roles()).containsExactly("read", "admin/root", "admin/a/b");
    assertThat(find("ada").administrator()).isTrue();
    engine.createUser(user("bob").role("root").role("shop/read").build());
    assertThat(find("bob").roles()).containsExactly("root", "shop/read");
    assertThat(role("shop", "read").members()).containsExactly("ada", "admin/bob");
  }

  @Test
  void whoLogsInElsewhereBelongsToExternalAndHasNoPassword() {
    String subject = "CN=ada,O=gds/EMAILADDRESS=ada@example.com";
    engine.createUser(
        CreateUserOptions.builder()
            .name(subject)
            .authType(AuthType.CERTIFICATE)
            .role("readAnyDatabase")
            .build());
    assertThat(kit.sent("createUser").get(0))
        .doesNotContainKey("pwd")
        .containsEntry("$db", new BsonString("$external"));
    UserInfo ada = engine.users().get(0);
    assertThat(ada.name()).isEqualTo(subject);
    assertThat(ada.database()).contains("$external");
    assertThat(ada.authType()).isEmpty();
    assertThat(ada.roles()).containsExactly("readAnyDatabase");
    assertThat(role("admin", "readAnyDatabase").members()).containsExactly("$external/" + subject);
    engine.dropUser(DropUserOptions.builder().name(subject).database("$external").build());
    assertThat(engine.users()).isEmpty();
  }

  @Test
  void whatGoesNotTogetherIsRefusedAllAtOnce() {
    InvalidOptionsException refused =
        catchThrowableOfType(
            InvalidOptionsException.class,
            () ->
                engine.prepareCreateUser(
                    user("ada")
                        .authType(AuthType.CERTIFICATE)
                        .database("shop")
                        .enabled(false)
                        .connectionLimit(3)
                        .comment("x")
                        .build()));
    assertThat(refused.faults())
        .extracting("option")
        .containsExactlyInAnyOrder("database", "enabled", "connectionLimit", "comment");
    assertThatThrownBy(
            () -> engine.prepareCreateUser(CreateUserOptions.builder().name("ada").build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("password");
    assertThatThrownBy(
            () ->
                engine.prepareCreateUser(
                    CreateUserOptions.builder().name("ada").authType(AuthType.KEYPAIR).build()))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(
            () ->
                engine.prepareAlterUser(
                    AlterUserOptions.builder().name("ada").newName("eve").unlock(true).build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("newName")
        .hasMessageContaining("unlock");
    assertThat(kit.commands()).isEmpty();
  }

  @Test
  void aUserIsMadeWithRestrictionsMechanismsAndNotes() {
    engine.createUser(
        user("ada")
            .options(
                OptionValues.none()
                    .with(MongoUser.CLIENT_SOURCE, "10.0.0.0/8, 127.0.0.1")
                    .with(MongoUser.SERVER_ADDRESS, "10.1.2.3")
                    .with(MongoUser.MECHANISMS, "SCRAM-SHA-256")
                    .with(MongoUser.CUSTOM_DATA, "{team: 'data', \"a.b\": {$date: 0}}"))
            .build());
    BsonDocument sent = kit.sent("createUser").get(0);
    assertThat(sent.get("authenticationRestrictions"))
        .isEqualTo(
            BsonDocument.parse(
                    "{x: [{clientSource: ['10.0.0.0/8', '127.0.0.1'], serverAddress: ['10.1.2.3']}]}")
                .get("x"));
    assertThat(find("ada").attributes()).containsEntry("mechanisms", "SCRAM-SHA-256");
    assertThat(find("ada").attributes().get("customData")).contains("\"team\": \"data\"");
    engine.alterUser(
        AlterUserOptions.builder()
            .name("ada")
            .options(OptionValues.none().with(MongoUser.CLIENT_SOURCE, ""))
            .build());
    assertThat(kit.sent("updateUser").get(0).getArray("authenticationRestrictions")).isEmpty();
  }

  @Test
  void notesThatAreNoDocumentAndUnknownMechanismsAreRefused() {
    for (OptionValues values :
        List.of(
            OptionValues.none().with(MongoUser.CUSTOM_DATA, "[1]"),
            OptionValues.none().with(MongoUser.CUSTOM_DATA, "{a: "),
            OptionValues.none().with(MongoUser.MECHANISMS, "PLAIN"),
            OptionValues.none().with(MongoUser.MECHANISMS, ""))) {
      assertThatThrownBy(() -> engine.prepareCreateUser(user("ada").options(values).build()))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void thePasswordIsHiddenInTheScriptAndSentOnce() {
    Operation<?> operation = engine.prepareCreateUser(user("ada").build());
    assertThat(texts(operation))
        .containsExactly(
            "use \"admin\"; db.runCommand({\"createUser\": \"ada\", \"roles\": [], \"pwd\":"
                + " \"<hidden>\", \"writeConcern\": {\"w\": \"majority\", \"wtimeout\":"
                + " 600000}})");
    operation.run();
    assertThat(kit.sent("createUser").get(0)).containsEntry("pwd", new BsonString(CANARY));
  }

  @Test
  void aServerThatRepeatsTheCommandInItsErrorGivesNothingAway() {
    engine.createUser(user("ada").build());
    String echo = "bad command {pwd: '" + CANARY + "'}";
    for (String command : List.of("createUser", "updateUser")) {
      kit.refuse(command, 2, "BadValue", echo);
    }
    DatabaseException created =
        catchThrowableOfType(DatabaseException.class, () -> engine.createUser(user("bob").build()));
    DatabaseException altered =
        catchThrowableOfType(
            DatabaseException.class,
            () ->
                engine.alterUser(
                    AlterUserOptions.builder().name("ada").password(password()).build()));
    for (DatabaseException each : List.of(created, altered)) {
      java.io.StringWriter trace = new java.io.StringWriter();
      each.printStackTrace(new java.io.PrintWriter(trace));
      assertThat(trace.toString()).doesNotContain(CANARY).contains("withheld");
      assertThat(each.toString() + each.details()).doesNotContain(CANARY);
    }
  }

  @Test
  void aPasswordGoesOverTheNetworkEncryptedOnly() {
    Operation<?> local = engine.prepareCreateUser(user("ada").build());
    assertThat(check(local, "encrypted").verdict()).isEqualTo(Verdict.WARNING);
    try (MongoEngine over = manager.open(MongoEngine.over(kit.client()), MongoEngine.class)) {
      Operation<?> refused = over.prepareCreateUser(user("ada").build());
      assertThat(check(refused, "encrypted").verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(check(refused, "encrypted").remedy()).contains("VERIFY_FULL");
      over.createUser(
          CreateUserOptions.builder().name("CN=x").authType(AuthType.CERTIFICATE).build());
    }
    assertThat(kit.sent("createUser")).hasSize(1).noneMatch(sent -> sent.containsKey("pwd"));
  }

  @Test
  void anEmptyPasswordIsRefusedBeforeItIsSent() {
    assertThatThrownBy(
            () ->
                engine.createUser(
                    CreateUserOptions.builder()
                        .name("ada")
                        .password(SecretRef.inline(new char[0]))
                        .build()))
        .isInstanceOf(DatabaseException.class);
    assertThat(kit.sent("createUser")).isEmpty();
  }

  @Test
  void whatExistsIsNotMadeAgainAndWhatIsMissingNotChanged() {
    engine.createUser(user("ada").build());
    engine.createRole(CreateRoleOptions.builder().name("writers").build());
    assertThatThrownBy(() -> engine.createUser(user("ada").build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> engine.createRole(CreateRoleOptions.builder().name("writers").build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> engine.createRole(CreateRoleOptions.builder().name("root").build()))
        .isInstanceOf(AlreadyExistsException.class);
    engine.createUser(user("ada").ifNotExists(true).build());
    engine.createRole(CreateRoleOptions.builder().name("writers").ifNotExists(true).build());
    assertThatThrownBy(
            () ->
                engine.alterUser(
                    AlterUserOptions.builder().name("eve").password(password()).build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> engine.createUser(user("eve").role("nothing").role("read").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("admin/nothing");
    assertThatThrownBy(() -> engine.dropRole(DropRoleOptions.builder().name("nothing").build()))
        .isInstanceOf(NotFoundException.class);
    engine.dropRole(DropRoleOptions.builder().name("nothing").ifExists(true).build());
    engine.dropUser(DropUserOptions.builder().name("eve").ifExists(true).build());
  }

  @Test
  void builtInRolesAreListedOnRequestAndStayAsTheyAre() {
    assertThat(engine.roles(PrincipalQuery.all())).isEmpty();
    assertThat(engine.roles(PrincipalQuery.all().database("shop"))).isEmpty();
    assertThat(engine.roles(PrincipalQuery.all().system(true)))
        .extracting(RoleInfo::name)
        .contains("root", "clusterMonitor")
        .doesNotHaveDuplicates();
    assertThat(engine.roles(PrincipalQuery.all().database("shop").system(true)))
        .extracting(RoleInfo::name)
        .contains("dbOwner")
        .doesNotContain("root");
    Operation<?> drop = engine.prepareDropRole(DropRoleOptions.builder().name("root").build());
    assertThat(check(drop, "somebody made").verdict()).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void rightsAreGivenToARoleInOneCommandAndTakenAwayAgain() {
    engine.createRole(CreateRoleOptions.builder().name("clerk").build());
    Principal clerk = Principal.role("clerk");
    List<Grant> rights =
        List.of(
            Grant.of("find", Securable.collection("shop", "orders"), clerk),
            Grant.of("update", Securable.collection("shop", "orders"), clerk),
            Grant.of("dbStats", Securable.database("shop"), clerk),
            Grant.of("find", Securable.database(""), clerk),
            Grant.of("serverStatus", Securable.server(), clerk));
    engine.grant(giving(rights));
    String privileges =
        "{x: [{resource: {db: 'shop', collection: 'orders'}, actions: ['find', 'update']},"
            + "{resource: {db: 'shop', collection: ''}, actions: ['dbStats']},"
            + "{resource: {db: '', collection: ''}, actions: ['find']},"
            + "{resource: {cluster: true}, actions: ['serverStatus']}]}";
    assertThat(kit.sent("grantPrivilegesToRole")).hasSize(1);
    assertThat(kit.sent("grantPrivilegesToRole").get(0).getArray("privileges"))
        .containsExactlyElementsOf(BsonDocument.parse(privileges).getArray("x"));
    assertThat(engine.grants(GrantQuery.all().grantee("clerk")))
        .containsExactlyInAnyOrderElementsOf(
            rights.stream()
                .map(each -> Grant.of(each.privilege(), each.securable(), clerk.in("admin")))
                .toList());
    assertThat(engine.grants(GrantQuery.all().database("shop"))).hasSize(3);
    assertThat(engine.grants(GrantQuery.all().grantee("nobody"))).isEmpty();
    engine.revoke(taking(rights.subList(1, 5)));
    assertThat(engine.grants(GrantQuery.all()))
        .containsExactly(
            Grant.of("find", Securable.collection("shop", "orders"), clerk.in("admin")));
    Operation<?> again = engine.prepareRevoke(taking(rights.subList(1, 2)));
    assertThat(check(again, "is there").verdict()).isEqualTo(Verdict.WARNING);
  }

  @Test
  void rightsThatMongoDbDoesNotHaveLikeThisAreRefused() {
    Principal clerk = Principal.role("clerk").in("shop");
    Grant plain = Grant.of("find", Securable.database("shop"), clerk);
    for (Grant each :
        List.of(
            Grant.of("find", Securable.database("shop"), Principal.user("ada")),
            plain.denied(),
            plain.withGrantOption(),
            plain.onColumns(List.of("a")),
            plain.onAll("COLLECTION"),
            Grant.of("find", Securable.database("other"), clerk),
            Grant.of("find", Securable.server(), clerk),
            Grant.of("find", Securable.table("shop", "x", "y"), clerk),
            Grant.of("find", new Securable("ANY RESOURCE", List.of("")), clerk))) {
      assertThatThrownBy(() -> engine.prepareGrant(giving(List.of(each))))
          .as(each.toString())
          .isInstanceOf(InvalidOptionsException.class);
    }
    assertThatThrownBy(
            () ->
                engine.prepareGrant(
                    GrantOptions.builder()
                        .membership(RoleMembership.of(Principal.role("root"), clerk))
                        .build()))
        .isInstanceOf(InvalidOptionsException.class);
    assertThat(kit.commands()).isEmpty();
  }

  @Test
  void rolesAreGivenToUsersAndRolesOneCommandForEach() {
    engine.createUser(user("ada").build());
    engine.createRole(CreateRoleOptions.builder().name("clerk").build());
    kit.forget();
    engine.grant(
        GrantOptions.builder()
            .membership(RoleMembership.of(Principal.role("clerk"), Principal.user("ada")))
            .membership(RoleMembership.of(Principal.role("read").in("shop"), Principal.user("ada")))
            .membership(
                RoleMembership.of(Principal.role("read").in("shop"), Principal.role("clerk")))
            .build());
    assertThat(kit.commands())
        .containsExactly(
            "rolesInfo",
            "usersInfo",
            "connectionStatus",
            "rolesInfo",
            "usersInfo",
            "connectionStatus",
            "grantRolesToUser",
            "grantRolesToRole");
    assertThat(find("ada").roles()).containsExactly("clerk", "shop/read");
    assertThat(role("admin", "clerk").memberOf()).containsExactly("shop/read");
    assertThat(role("shop", "read").members())
        .containsExactlyInAnyOrder("admin/ada", "admin/clerk");
    Operation<?> drop = engine.prepareDropRole(DropRoleOptions.builder().name("clerk").build());
    assertThat(check(drop, "nobody has the role"))
        .satisfies(
            warned -> {
              assertThat(warned.verdict()).isEqualTo(Verdict.WARNING);
              assertThat(warned.measured()).isEqualTo("ada");
            });
    drop.run();
    assertThat(find("ada").roles()).containsExactly("shop/read");
  }

  @Test
  void oneIsNotDroppedByOneselfUnlessMeant() {
    engine.createUser(user("ada").build());
    loggedIn("ada", "", "dropUser", "viewUser", "killAnySession");
    DropUserOptions.Builder drop = DropUserOptions.builder().name("ada");
    assertThat(check(engine.prepareDropUser(drop.build()), "user of this connection").verdict())
        .isEqualTo(Verdict.REFUSED);
    engine.dropUser(drop.options(OptionValues.none().with(MongoUser.ALLOW_OWN, true)).build());
    assertThat(engine.users()).isEmpty();
  }

  @Test
  void theLastWhoCanManageUsersIsWarnedOf() {
    engine.createUser(user("ada").role("userAdminAnyDatabase").build());
    DropUserOptions drop = DropUserOptions.builder().name("ada").build();
    assertThat(check(engine.prepareDropUser(drop), "manage users").verdict())
        .isEqualTo(Verdict.WARNING);
    engine.createUser(user("bob").role("root").build());
    assertThat(check(engine.prepareDropUser(drop), "manage users").verdict())
        .isEqualTo(Verdict.PASSED);
    engine.createUser(user("eve").build());
    assertThat(
            check(
                    engine.prepareDropUser(DropUserOptions.builder().name("eve").build()),
                    "manage users")
                .verdict())
        .isEqualTo(Verdict.PASSED);
  }

  @Test
  void theSessionsOfAUserEndWithItWhereThatIsForced() {
    engine.createUser(user("ada").database("shop").build());
    kit.on("killAllSessions", "{}");
    engine.dropUser(DropUserOptions.builder().name("ada").database("shop").force(true).build());
    assertThat(kit.sent("killAllSessions").get(0).getArray("killAllSessions"))
        .containsExactly(BsonDocument.parse("{user: 'ada', db: 'shop'}"));
  }

  @Test
  void aMissingRightIsNamedBeforeAnythingIsSent() {
    loggedIn("clerk", "shop", "viewUser", "viewRole");
    assertThatThrownBy(() -> engine.createUser(user("ada").database("shop").build()))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("createUser");
    assertThatThrownBy(() -> engine.createUser(user("ada").database("shop").role("read").build()))
        .hasMessageContaining("createUser")
        .hasMessageContaining("grantRole");
    assertThat(kit.sent("createUser")).isEmpty();
    loggedIn("clerk", "shop", "createUser", "viewUser");
    engine.createUser(user("ada").database("shop").build());
  }

  @Test
  void whatIsTakenFromOneselfIsWarnedOf() {
    engine.createUser(user("ada").role("read").build());
    loggedIn("ada", "admin", "revokeRole", "changePassword");
    Operation<?> revoke =
        engine.prepareRevoke(
            RevokeOptions.builder()
                .membership(RoleMembership.of(Principal.role("read"), Principal.user("ada")))
                .build());
    assertThat(check(revoke, "taken away from the user").verdict()).isEqualTo(Verdict.WARNING);
    Operation<?> alter =
        engine.prepareAlterUser(
            AlterUserOptions.builder().name("ada").password(password()).build());
    assertThat(check(alter, "connection logs in").verdict()).isEqualTo(Verdict.WARNING);
  }

  @Test
  void oneMayChangeOnesOwnPasswordByARightOfItsOwn() {
    engine.createUser(user("ada").build());
    engine.createUser(user("bob").build());
    loggedIn("ada", "admin", "changeOwnPassword");
    engine.alterUser(AlterUserOptions.builder().name("ada").password(password()).build());
    assertThatThrownBy(
            () ->
                engine.alterUser(
                    AlterUserOptions.builder().name("bob").password(password()).build()))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("changePassword");
  }

  @Test
  void whoMayNotSeeUsersIsToldWhichRightIsMissing() {
    kit.refuse("usersInfo", 13, "Unauthorized", "Not authorized to view users from all databases");
    PermissionDeniedException denied =
        catchThrowableOfType(PermissionDeniedException.class, () -> engine.users());
    assertThat(denied.missingRight()).contains("the action viewUser on all databases");
    assertThat(denied.remedy()).get().asString().contains("userAdminAnyDatabase");
    assertThatThrownBy(() -> engine.users(PrincipalQuery.all().database("shop")))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("view users");
    Operation<?> refused = engine.prepareCreateUser(user("ada").ifNotExists(true).build());
    assertThat(refused.refused()).isTrue();
    assertThat(refused.checks().get(0).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void aRoleTellsWhoseMembersCouldNotBeSeen() {
    engine.createRole(CreateRoleOptions.builder().name("clerk").database("shop").build());
    kit.on(
        "usersInfo",
        request -> BsonDocument.parse("{ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'no'}"));
    RoleInfo clerk = role("shop", "clerk");
    assertThat(clerk.members()).isEmpty();
    assertThat(clerk.attributes())
        .containsEntry("membersNotSeen", "users of other databases, users");
  }

  @Test
  void listsTakeOneCommandAndMembersOneMore() {
    engine.createUser(user("ada").build());
    engine.createRole(CreateRoleOptions.builder().name("clerk").build());
    kit.forget();
    engine.users();
    assertThat(kit.commands()).containsExactly("usersInfo");
    kit.forget();
    engine.roles(PrincipalQuery.all());
    assertThat(kit.commands()).containsExactly("find", "usersInfo");
    kit.forget();
    engine.roles(PrincipalQuery.all().database("admin").system(true));
    assertThat(kit.commands()).containsExactly("rolesInfo", "usersInfo");
    kit.forget();
    engine.grants(GrantQuery.all());
    assertThat(kit.commands()).containsExactly("find");
    kit.forget();
    engine.createUser(user("bob").role("clerk").build());
    List<String> measured =
        List.of("usersInfo", "connectionStatus", "rolesInfo", "connectionStatus");
    assertThat(kit.commands().subList(0, 4)).isEqualTo(measured);
    assertThat(kit.commands().subList(4, 8)).isEqualTo(measured);
    assertThat(kit.commands().subList(8, 9)).containsExactly("createUser");
    assertThat(kit.commands()).hasSize(9);
  }

  @Test
  void aUserWhoseCreationLostItsAnswerIsLookedFor() {
    kit.on(
        "createUser",
        request -> {
          kit.on("usersInfo", "{users: [{_id: 'admin.ada', user: 'ada', db: 'admin', roles: []}]}");
          return BsonDocument.parse(
              "{ok: 0, code: 11602, codeName: 'InterruptedDueToReplStateChange', errmsg: 'x'}");
        });
    engine.createUser(user("ada").build());
    assertThat(kit.sent("createUser")).hasSize(1);
  }

  @Test
  void whatWasDoneWithoutBeingConfirmedIsNotCalledDone() {
    kit.on(
        "createUser",
        "{ok: 1, writeConcernError: {code: 64, codeName: 'WriteConcernFailed', errmsg: 'waiting for replication timed out'}}");
    assertThatThrownBy(() -> engine.createUser(user("ada").build()))
        .isInstanceOf(DatabaseException.class)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\ud800"})
  void namesThatNobodyCanHaveAreRefusedByEveryMethod(String name) {
    assertThatThrownBy(() -> engine.prepareCreateUser(user(name).build()))
        .hasMessageContaining("name");
    assertThatThrownBy(
            () -> engine.prepareCreateRole(CreateRoleOptions.builder().name(name).build()))
        .hasMessageContaining("name");
    assertThatThrownBy(() -> engine.prepareCreateUser(user("ada").role(name).build()))
        .hasMessageContaining("name");
    assertThatThrownBy(() -> engine.prepareCreateUser(user("ada").database(name).build()))
        .hasMessageContaining("name");
    assertThatThrownBy(() -> engine.users(PrincipalQuery.all().database(name)))
        .hasMessageContaining("name");
    assertThat(kit.commands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a'b", "{$ne: 1}", "$where", "a.b", "a/b", "o\"x\\", "дж🙂", " "})
  void oddNamesAreKeptExactlyByEveryMethod(String name) {
    engine.createRole(CreateRoleOptions.builder().name(name).build());
    engine.createUser(user(name).build());
    Principal role = Principal.role(name);
    engine.grant(
        GrantOptions.builder()
            .membership(RoleMembership.of(role, Principal.user(name)))
            .grant(Grant.of("find", Securable.collection("shop", name), role))
            .build());
    assertThat(engine.users()).singleElement().extracting(UserInfo::name).isEqualTo(name);
    RoleInfo found = engine.roles(PrincipalQuery.all()).get(0);
    assertThat(found.name()).isEqualTo(name);
    assertThat(MongoPrincipal.role(found.members().get(0), "admin"))
        .isEqualTo(new MongoPrincipal("admin", name));
    assertThat(engine.grants(GrantQuery.all().grantee(name))).hasSize(1);
    engine.alterUser(AlterUserOptions.builder().name(name).password(password()).build());
    engine.dropRole(DropRoleOptions.builder().name(name).build());
    engine.dropUser(DropUserOptions.builder().name(name).build());
    assertThat(engine.users()).isEmpty();
    assertThat(engine.roles(PrincipalQuery.all())).isEmpty();
  }
}
