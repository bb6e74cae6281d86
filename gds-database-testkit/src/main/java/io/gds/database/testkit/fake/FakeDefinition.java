package io.gds.database.testkit.fake;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.SupportsDefinition;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creating, altering and dropping fake databases. */
final class FakeDefinition extends FakePart implements SupportsDefinition {
  private final FakeDatabase database;
  private final String name;

  FakeDefinition(FakeWire wire, FakeDatabase database) {
    super(wire, SupportsDefinition.class);
    this.database = database;
    name = database.name();
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return keys();
  }

  @Override
  public Operation<FakeDatabase> prepareCreate(CreateOptions options) {
    FakePlan<FakeDatabase> plan = plan("create", name, options);
    if (options.mode() == CreateMode.ERROR) {
      plan.check(() -> free(name));
    }
    if (options.mode() == CreateMode.REPLACE) {
      plan.check(() -> notSystem()).check(() -> unused(Optional.of(name), false));
    }
    String how =
        switch (options.mode()) {
          case ERROR -> "create database ";
          case IF_NOT_EXISTS -> "create database if not exists ";
          case REPLACE -> "create or replace database ";
        };
    // Replacing twice would lose what was written in between, so it is sent once.
    Effect effect = options.mode() == CreateMode.IF_NOT_EXISTS ? Effect.IDEMPOTENT : Effect.ONCE;
    return plan.step(
            "create", effect, how + FakeNames.quoted(name) + details(options), () -> make(options))
        .yields(() -> database);
  }

  private static String details(CreateOptions options) {
    return options.owner().map(owner -> " owner " + FakeNames.quoted(owner)).orElse("")
        + options
            .collation()
            .map(collation -> " collation " + FakeNames.quoted(collation))
            .orElse("");
  }

  private void make(CreateOptions options) {
    if (options.mode() != CreateMode.REPLACE && server().databases.containsKey(name)) {
      if (options.mode() == CreateMode.IF_NOT_EXISTS) {
        return;
      }
      requireFree(name);
    }
    server()
        .databases
        .put(
            name,
            StoredDatabase.of(FakeContent.empty(), server().now())
                .owned(options.owner(), options.collation()));
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    FakePlan<@Nullable Void> plan = plan("alter", name, options);
    plan.check(() -> exists(name)).check(this::notSystem);
    options
        .newName()
        .ifPresent(
            to -> {
              FakeNames.checked("database", to, shape().maxNameLength());
              plan.check(() -> free(to)).check(() -> unused(Optional.of(name), options.force()));
            });
    String text =
        "alter database "
            + FakeNames.quoted(name)
            + options.newName().map(to -> " rename to " + FakeNames.quoted(to)).orElse("")
            + options.owner().map(owner -> " owner to " + FakeNames.quoted(owner)).orElse("");
    return plan.step("alter", Effect.ONCE, text, () -> change(options)).yields(() -> null);
  }

  private void change(AlterOptions options) {
    StoredDatabase stored = server().existing(name);
    if (options.newName().isPresent()) {
      requireFree(options.newName().get());
      server().endSessions(Optional.of(name));
      server().databases.remove(name);
    }
    server()
        .databases
        .put(
            options.newName().orElse(name),
            stored.owned(options.owner().or(stored::owner), stored.collation()));
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    FakePlan<@Nullable Void> plan = plan("drop", name, options);
    if (!options.ifExists()) {
      plan.check(() -> exists(name));
    }
    plan.check(this::notSystem).check(() -> unused(Optional.of(name), options.force()));
    String text =
        "drop database "
            + (options.ifExists() ? "if exists " : "")
            + FakeNames.quoted(name)
            + (options.force() ? " force" : "");
    return plan.step("drop", Effect.ONCE, text, this::remove).yields(() -> null);
  }

  private void remove() {
    server().endSessions(Optional.of(name));
    StoredDatabase gone = server().databases.remove(name);
    if (gone != null) {
      server().dropped.put(name, gone);
    }
  }

  private Check notSystem() {
    StoredDatabase stored = server().databases.get(name);
    boolean system = stored != null && stored.system();
    return demand(
        !system,
        "the database is not the server's own",
        name,
        system ? "the server's own" : "a user's",
        "a user's",
        ErrorCode.PRECONDITION_FAILED,
        "Leave it as it is: the server needs it.");
  }
}
