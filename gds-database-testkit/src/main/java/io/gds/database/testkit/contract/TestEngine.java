package io.gds.database.testkit.contract;

import io.gds.database.Database;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.operation.Options;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.spi.DatabaseProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One platform's server, as the contract suites need it. Started anew for each test, so a platform
 * whose server takes long to start keeps that one for all and hands out fresh names.
 *
 * <p>Everything a suite does goes through engines opened by {@link #provider()} and {@link
 * #connection()}; the other methods look at the same server from outside, so that the code under
 * test is not its own witness. Used by one thread at a time. Methods that fail throw whatever
 * unchecked exception fits: it fails the test.
 */
public interface TestEngine extends AutoCloseable {
  /** The provider under test. */
  DatabaseProvider provider();

  /** How engines of this fixture are opened. Holds no open connection and no canary. */
  ConnectionInfo connection();

  /** What the platform says it can do, written down independently of what it answers. */
  Declaration declaration();

  /**
   * Adds content to an existing database, at least one table or collection with rows. The same seed
   * put into an empty database gives the same {@link #contentHash}, another seed another; filling
   * again changes the hash. Not through the code under test.
   */
  void fill(Database database, long seed);

  /**
   * A digest of all rows of a database, whatever its name, read not through the code under test.
   * Equal content gives equal digests, however it got there.
   */
  String contentHash(Database database);

  /**
   * A digest of everything that could change if a dry run changed something: all databases with
   * their content and state, users, settings, topology, and the files of the backup place. Reading
   * through the code under test does not change it.
   */
  String fingerprint();

  /** A place for a backup, free and different at each call, in {@link #backupDirectory()}. */
  Location backupPlace();

  /**
   * A place for a backup of this type, where not all types go to the same side. Default: the one
   * for any type.
   */
  default Location backupPlace(BackupType type) {
    return backupPlace();
  }

  /** The directory, stage or container that holds the backups of this fixture. */
  Location backupDirectory();

  /** A name no database of the server has; different at each call. */
  default String newDatabaseName() {
    return "gds_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  /**
   * The names of {@link HostileNames#corpus} under which databases are made and cloned. Where that
   * takes a server long: {@link HostileNames#selection}; the others are then only given to a
   * database that is there, by renaming it, if the platform renames. Whether each of them is
   * refused up front is asked anyway. Default: all.
   */
  default List<HostileName> namesToMake() {
    return HostileNames.corpus();
  }

  /** The clock engines are given; the system's unless the platform's server has its own. */
  default Clock clock() {
    return Clock.systemUTC();
  }

  /**
   * The file that holds an archive's bytes, for damaging it; empty where archives lie out of reach.
   * Where an archive is a directory, one of its files that holds data.
   */
  default Optional<Path> archiveFile(Location backup) {
    return backup.kind() == Location.Kind.LOCAL ? Optional.of(backup.path()) : Optional.empty();
  }

  /** The manifest beside an archive, for damaging it; empty where there is none in reach. */
  default Optional<Path> manifestFile(Location backup) {
    return backup.kind() == Location.Kind.LOCAL
        ? Optional.of(ArchiveNames.manifestOf(backup.path()))
        : Optional.empty();
  }

  /**
   * Uses a database from a second session so that dropping it must be refused, until closed; empty
   * if the platform has nothing that stands in the way of a drop.
   */
  default Optional<AutoCloseable> occupy(Database database) {
    return Optional.empty();
  }

  /** What has become of a changing step whose answer is lost. */
  enum LostAnswer {
    /** The server did it. */
    TOOK_EFFECT,
    /** The server never got it. */
    HAD_NO_EFFECT,
    /** The server did it, and cannot be asked. */
    NOBODY_KNOWS
  }

  /**
   * Breaks the connection once the next changing step has been sent; false, and nothing is broken,
   * if there is no way to do so. Default: there is none.
   */
  default boolean loseNextAnswer(LostAnswer fate) {
    return false;
  }

  /** How many statements the server has been sent in all; empty where they cannot be counted. */
  default OptionalLong statementsSent() {
    return OptionalLong.empty();
  }

  /**
   * Options of a type that the platform takes for a database that exists; empty to leave the choice
   * to the suite, whose own are the plainest there are.
   */
  default <O extends Options> Optional<O> sample(Class<O> type, Database database) {
    return Optional.empty();
  }

  /**
   * A change of one or more settings to other values than they have, which does no harm and is
   * undone by setting the old ones; may name settings of the database. Empty where no setting can
   * be changed, or none without harm.
   */
  default Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return Optional.empty();
  }

  /**
   * How far two events must lie apart to differ in what the server keeps of them. Default: zero.
   */
  default Duration timeResolution() {
    return Duration.ZERO;
  }

  /**
   * The same connection with this password, where the platform logs in by password; empty where it
   * has none. The server need not accept it.
   */
  default Optional<ConnectionInfo> withPassword(String username, SecretRef password) {
    return Optional.empty();
  }

  /**
   * A connection to a primary whose place another node can take and give back, by the engine that
   * is opened with it; empty where the fixture's own server is all there is. Default: empty.
   */
  default Optional<ConnectionInfo> replicated() {
    return Optional.empty();
  }

  /** Directories of this machine in which the platform writes, searched for leaked secrets. */
  default List<Path> directories() {
    return backupDirectory().kind() == Location.Kind.LOCAL
        ? List.of(backupDirectory().path())
        : List.of();
  }

  /** Removes the databases and backups made since it was started, and what was started for it. */
  @Override
  void close();
}
