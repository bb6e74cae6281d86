package io.gds.database.testkit.fake;

import io.gds.database.DatabaseCondition;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Restoring a fake database or server. */
final class FakeRestores extends FakePart implements SupportsRestore {
  private final FakeUnit unit;

  FakeRestores(FakeWire wire, FakeUnit unit) {
    super(wire, SupportsRestore.class);
    this.unit = unit;
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return keys();
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    String name = unit.name(server());
    OptionFault[] faults =
        options.mappings().isEmpty()
            ? new OptionFault[0]
            : new OptionFault[] {
              new OptionFault("mappings", "are not taken: the fake has no files")
            };
    FakePlan<RestoreInfo> plan = plan("restore", name, options, faults);
    if (!shape().verifyLevels().contains(options.verify())) {
      throw unsupported(SupportsBackupCatalog.class, options.verify(), name);
    }
    Choice choice = choose(options);
    Run run = new Run(choice, options, name);
    return plan.measure(() -> checks(options, name, choice))
        .longStep(
            "verify",
            Effect.READ,
            "verify " + choice.text(),
            context -> run.prove(context::throwIfCancelled))
        .step(
            "copy",
            Effect.IDEMPOTENT,
            "restore " + unit.quoted() + " from " + choice.text() + " as temporary",
            run::build)
        .step("swap", Effect.ONCE, "put temporary in place of " + unit.quoted(), run::swap)
        .yields(run::info);
  }

  /** The backups that were chosen while planning, or why there are none. */
  private record Choice(String text, List<BackupInfo> chain, Optional<DatabaseException> refusal) {}

  private Choice choose(RestoreOptions options) {
    RestoreSource source = options.source();
    try {
      List<BackupInfo> chain =
          switch (source.kind()) {
            case ARCHIVE -> {
              Location location = source.location().orElseThrow();
              yield server().vault.chain(server().vault.inspect(location));
            }
            case HISTORY -> server().vault.chain(newest(source, options.pointInTime()));
            case DROPPED -> droppedChain(source.database().orElseThrow());
          };
      String text =
          chain.isEmpty()
              ? source.toString()
              : String.join(" then ", chain.stream().map(b -> b.location().toString()).toList());
      return new Choice(text, chain, Optional.empty());
    } catch (DatabaseException e) {
      return new Choice(source.toString(), List.of(), Optional.of(e));
    }
  }

  private List<BackupInfo> droppedChain(String database) {
    if (!server().alone(() -> server().dropped.containsKey(database))) {
      throw notFound("dropped database", database);
    }
    return List.of();
  }

  /** The newest backup, or the first from which the instant can be reached. */
  private BackupInfo newest(RestoreSource source, Optional<Instant> at) {
    BackupQuery query = BackupQuery.all().database(source.database().orElseThrow());
    List<BackupInfo> newestFirst =
        server().vault.list(source.location().map(query::in).orElse(query));
    return newestFirst.stream()
        .filter(backup -> at.isEmpty() || reaches(backup, at.get()))
        .findFirst()
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        newestFirst.isEmpty() ? ErrorCode.NOT_FOUND : ErrorCode.PRECONDITION_FAILED,
                        "no backup of "
                            + source.database().orElseThrow()
                            + at.map(instant -> " reaches " + instant).orElse(" is recorded"))
                    .target(source.database().orElseThrow())
                    .remedy("Look at reachableWindow for the instants that can be reached.")
                    .toException());
  }

  private boolean reaches(BackupInfo backup, Instant at) {
    return FakeCatalog.span(server().vault, backup).filter(span -> span.contains(at)).isPresent();
  }

  private List<Check> checks(RestoreOptions options, String name, Choice choice) {
    List<Check> checks = new ArrayList<>();
    choice.refusal().ifPresent(error -> checks.add(refused(choice.text(), error)));
    if (choice.refusal().isEmpty()) {
      boolean reached =
          options.pointInTime().isEmpty()
              || choice.chain().isEmpty()
              || reaches(
                  choice.chain().get(choice.chain().size() - 1), options.pointInTime().get());
      checks.add(
          demand(
              reached,
              "the instant can be reached",
              name,
              reached ? "reachable" : "out of reach of " + choice.text(),
              options.pointInTime().map(Instant::toString).orElse("any"),
              ErrorCode.PRECONDITION_FAILED,
              "Look at reachableWindow for the instants that can be reached."));
    }
    Map<String, StoredDatabase> present = unit.present(server());
    checks.add(
        demand(
            options.overwrite() || present.isEmpty(),
            "the target does not exist",
            name,
            present.isEmpty() ? "absent" : "there",
            "absent",
            ErrorCode.ALREADY_EXISTS,
            "Restore under another name, or overwrite."));
    boolean system = present.values().stream().anyMatch(StoredDatabase::system);
    checks.add(
        demand(
            !system,
            "the target is not the server's own",
            name,
            system ? "the server's own" : "a user's",
            "a user's",
            ErrorCode.PRECONDITION_FAILED,
            "Restore under another name."));
    checks.add(unused(unit.database(), options.force()));
    return checks;
  }

  private Check refused(String source, DatabaseException error) {
    return demand(
        false,
        "there is something to restore from",
        source,
        "refused because " + error.getMessage(),
        "a good backup",
        error.code(),
        error.remedy().orElse("Choose another backup."));
  }

  /** What one run knows from step to step. */
  private final class Run {
    private final Choice choice;
    private final RestoreOptions options;
    private final String name;
    private final Map<String, StoredDatabase> restored = new TreeMap<>();
    private List<FakeArchive> archives = List.of();
    private Optional<Instant> reached = Optional.empty();

    Run(Choice choice, RestoreOptions options, String name) {
      this.choice = choice;
      this.options = options;
      this.name = name;
    }

    void prove(Runnable checkpoint) {
      List<FakeArchive> proved = new ArrayList<>();
      for (BackupInfo backup : choice.chain()) {
        proved.add(server().vault.load(backup.location(), checkpoint).archive());
      }
      archives = proved;
    }

    void build() {
      restored.clear();
      if (choice.chain().isEmpty()) {
        String database = options.source().database().orElseThrow();
        StoredDatabase gone = server().dropped.get(database);
        if (gone == null) {
          throw notFound("dropped database", database);
        }
        restored.put(name, gone);
        return;
      }
      BackupInfo last = choice.chain().get(choice.chain().size() - 1);
      Instant at = options.pointInTime().or(last::consistentAt).orElse(last.finishedAt());
      reached = Optional.of(at);
      Map<String, FakeArchive.Member> members = FakeArchive.merged(archives);
      unit.database()
          .ifPresentOrElse(
              database -> restored.put(database, at(only(members, database), at)),
              () -> members.forEach((database, member) -> restored.put(database, at(member, at))));
    }

    /** The one database in the backup, or the one of the target's name among several. */
    private FakeArchive.Member only(Map<String, FakeArchive.Member> members, String database) {
      FakeArchive.Member member =
          members.size() == 1 ? members.values().iterator().next() : members.get(database);
      if (member == null) {
        throw notFound("database in the backup of the name", database);
      }
      return member;
    }

    private StoredDatabase at(FakeArchive.Member member, Instant at) {
      TreeMap<Instant, FakeContent> versions = new TreeMap<>();
      member.versions().forEach(version -> versions.put(version.since(), version.content()));
      Map.Entry<Instant, FakeContent> entry = versions.floorEntry(at);
      FakeContent content = entry == null ? FakeContent.empty() : entry.getValue();
      return StoredDatabase.of(content, server().now()).owned(member.owner(), member.collation());
    }

    void swap() {
      if (!options.overwrite()) {
        restored.keySet().forEach(FakeRestores.this::requireFree);
      }
      server().endSessions(unit.database());
      unit.present(server()).keySet().forEach(server().databases::remove);
      restored.forEach(
          (database, stored) -> {
            NavigableMap<Instant, FakeContent> versions = new TreeMap<>(stored.versions());
            server()
                .databases
                .put(
                    database,
                    new StoredDatabase(
                        stored.owner(),
                        stored.collation(),
                        stored.createdAt(),
                        DatabaseCondition.USABLE,
                        false,
                        versions));
          });
    }

    RestoreInfo info() {
      return new RestoreInfo(name, reached, choice.chain(), List.of());
    }
  }
}
