package io.gds.database.testkit.contract;

import io.gds.database.Capability;
import io.gds.database.SupportsDefinition;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsStates;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a platform says it can do: the capabilities of its engine and of its databases, and the
 * features of those that come in parts. What is not in it must be refused. Immutable and
 * thread-safe.
 */
public final class Declaration {
  private final Set<Class<? extends Capability>> engine;
  private final Set<Class<? extends Capability>> database;
  private final Map<Class<? extends Capability>, List<? extends Enum<?>>> features;
  private final boolean rename;
  private final boolean deletion;
  private final int perTable;

  private Declaration(Builder builder) {
    engine = Collections.unmodifiableSet(new LinkedHashSet<>(builder.engine));
    database = Collections.unmodifiableSet(new LinkedHashSet<>(builder.database));
    features = Collections.unmodifiableMap(new LinkedHashMap<>(builder.features));
    rename = builder.rename;
    deletion = builder.deletion;
    perTable = builder.perTable;
  }

  /** Starts with {@link SupportsDefinition} on databases, which every platform has. */
  public static Builder builder() {
    return new Builder();
  }

  /** What engines can do. */
  public Set<Class<? extends Capability>> engine() {
    return engine;
  }

  /** What databases can do, that of their engine included. */
  public Set<Class<? extends Capability>> database() {
    return database;
  }

  /** The types of backup that are made, the default first; empty if none are. */
  public List<BackupType> backupTypes() {
    return features(SupportsBackup.class, BackupType.class);
  }

  /** The levels at which a backup can be proved, least first; empty if it cannot. */
  public List<VerifyLevel> verifyLevels() {
    return features(SupportsBackupCatalog.class, VerifyLevel.class);
  }

  /** The kinds of clone that are made, the default first; empty if none are. */
  public List<CloneKind> cloneKinds() {
    return features(SupportsClone.class, CloneKind.class);
  }

  /** The states databases can be put into; empty if there are none. */
  public List<StateChange> states() {
    return features(SupportsStates.class, StateChange.class);
  }

  /** Whether databases can be given another name. */
  public boolean renames() {
    return rename;
  }

  /** Whether backups can be deleted, where there is a catalogue of them. */
  public boolean deletesBackups() {
    return deletion;
  }

  /**
   * How many statements each table costs of which everything is asked; 0 where they come at once.
   */
  public int statementsPerTable() {
    return perTable;
  }

  private <F extends Enum<F>> List<F> features(Class<? extends Capability> of, Class<F> type) {
    return features.getOrDefault(of, List.of()).stream().map(type::cast).toList();
  }

  /** Builds a declaration. Not thread-safe. */
  public static final class Builder {
    private final Set<Class<? extends Capability>> engine = new LinkedHashSet<>();
    private final Set<Class<? extends Capability>> database = new LinkedHashSet<>();
    private final Map<Class<? extends Capability>, List<? extends Enum<?>>> features =
        new LinkedHashMap<>();
    private boolean rename = true;
    private boolean deletion = true;
    private int perTable;

    private Builder() {
      database.add(SupportsDefinition.class);
    }

    /** What the engine can do, and its databases hand out too. Default: nothing. */
    public Builder onEngine(Collection<Class<? extends Capability>> capabilities) {
      engine.addAll(capabilities);
      database.addAll(capabilities);
      return this;
    }

    /** What databases can do by themselves. Default: {@link SupportsDefinition}. */
    public Builder onDatabase(Collection<Class<? extends Capability>> capabilities) {
      database.addAll(capabilities);
      return this;
    }

    /** The types of backup, the default first. Default: none. */
    public Builder backupTypes(BackupType... types) {
      features.put(SupportsBackup.class, List.of(types));
      return this;
    }

    /** How far backups can be proved, least first. Default: not at all. */
    public Builder verifyLevels(VerifyLevel... levels) {
      features.put(SupportsBackupCatalog.class, List.of(levels));
      return this;
    }

    /** The kinds of clone, the default first. Default: none. */
    public Builder cloneKinds(CloneKind... kinds) {
      features.put(SupportsClone.class, List.of(kinds));
      return this;
    }

    /** The states databases can be put into. Default: none. */
    public Builder states(StateChange... states) {
      features.put(SupportsStates.class, List.of(states));
      return this;
    }

    /** Databases cannot be given another name. Default: they can. */
    public Builder withoutRename() {
      rename = false;
      return this;
    }

    /**
     * Backups can be looked for and proved, and what retention would delete is told; but the
     * platform has no way to delete them. Default: it has.
     */
    public Builder withoutBackupDeletion() {
      deletion = false;
      return this;
    }

    /**
     * The platform has no statement that tells the details of several tables at once: each costs so
     * many of which everything is asked. Default: 0, they come at once.
     */
    public Builder statementsPerTable(int statements) {
      perTable = statements;
      return this;
    }

    /**
     * The finished declaration.
     *
     * @throws IllegalArgumentException if a capability that comes in parts has none, or parts are
     *     named of a capability that is not declared
     */
    public Declaration build() {
      for (Class<? extends Capability> inParts :
          List.of(
              SupportsBackup.class,
              SupportsBackupCatalog.class,
              SupportsClone.class,
              SupportsStates.class)) {
        boolean named = !features.getOrDefault(inParts, List.of()).isEmpty();
        if (named != database.contains(inParts)) {
          throw new IllegalArgumentException(
              inParts.getSimpleName()
                  + (named
                      ? " is not declared, but parts of it are"
                      : " is declared without parts"));
        }
      }
      return new Declaration(this);
    }
  }
}
