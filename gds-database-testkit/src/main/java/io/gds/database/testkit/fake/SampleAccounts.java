package io.gds.database.testkit.fake;

import io.gds.database.access.BlockingNode;
import io.gds.database.access.BlockingTree;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Samples of users, roles, rights and sessions. */
final class SampleAccounts {
  private SampleAccounts() {}

  static List<Record> all() {
    Principal user = Principal.user("ada").in(Samples.DATABASE);
    Principal role = Principal.role("reporting").in(Samples.DATABASE);
    ServerProcess process = process("12", List.of("11"), ProcessState.WAITING);
    ServerProcess unexplained = process("13", List.of(), ProcessState.WAITING);
    BlockingNode waiter = new BlockingNode("12", Optional.of(process), false, List.of());
    BlockingNode root =
        new BlockingNode(
            "11",
            Optional.of(process("11", List.of(), ProcessState.IDLE_IN_TRANSACTION)),
            false,
            List.of(waiter));
    return List.of(
        user,
        RoleMembership.of(role, user),
        Securable.table(Samples.DATABASE, "public", "customers"),
        new Grant(
            "SELECT",
            Securable.schema(Samples.DATABASE, "public"),
            List.of("id", "name"),
            role,
            true,
            GrantEffect.ALLOW,
            GrantScope.ALL_IN,
            Optional.of("TABLE"),
            Optional.of("admin")),
        UserInfo.builder("ada")
            .database(Samples.DATABASE)
            .authType(AuthType.PASSWORD)
            .enabled(true)
            .createdAt(Samples.BEFORE)
            .expiresAt(Samples.AT.plus(Duration.ofDays(90)))
            .passwordChangedAt(Samples.BEFORE)
            .lastLoginAt(Samples.AT)
            .connectionLimit(10)
            .roles(List.of("reporting"))
            .comment("An analyst.")
            .attributes(Map.of("department", "sales"))
            .build(),
        new RoleInfo(
            "reporting",
            Optional.of(Samples.DATABASE),
            false,
            List.of("ada"),
            List.of("readers"),
            Optional.of("Reads everything."),
            Map.of("department", "sales")),
        process.id(),
        process,
        root,
        new BlockingTree(List.of(root), List.of(unexplained), Samples.AT),
        new TerminateInfo(
            process.id(), false, OptionalDouble.of(0.5), Optional.of(Duration.ofSeconds(30))));
  }

  private static ServerProcess process(String id, List<String> blockedBy, ProcessState state) {
    return ServerProcess.builder(new ProcessId(id, Samples.BEFORE), state)
        .user("ada")
        .database(Samples.DATABASE)
        .clientHost("10.0.0.7")
        .application("reports")
        .command("UPDATE")
        .statement("update customers set name = ? where id = ?")
        .statementStartedAt(Samples.BEFORE)
        .transactionStartedAt(Samples.BEFORE)
        .sessionStartedAt(Samples.BEFORE)
        .stateChangedAt(Samples.AT)
        .waitKind("row lock")
        .waitObject("customers")
        .blockedBy(blockedBy)
        .progress(0.25)
        .attributes(Map.of("isolation", "read committed"))
        .build();
  }
}
