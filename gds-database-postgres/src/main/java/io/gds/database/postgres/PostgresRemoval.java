package io.gds.database.postgres;

import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Removes directories that nobody shall find later: all of them, whatever becomes of one, and
 * without hiding why. Immutable.
 */
final class PostgresRemoval {
  private final String what;
  private final How how;

  /** How one is deleted with all it holds; nothing there is fine. */
  interface How {
    void delete(Path directory) throws IOException;
  }

  /**
   * Says what they hold.
   *
   * @param what what that is, for people
   */
  PostgresRemoval(String what) {
    this(what, Directories::deleteTree);
  }

  PostgresRemoval(String what, How how) {
    this.what = what;
    this.how = how;
  }

  /**
   * Removes them.
   *
   * @throws io.gds.database.error.StorageException if some could not be, naming all that are still
   *     there
   */
  void of(Collection<Path> directories) {
    List<Path> left = new ArrayList<>();
    List<IOException> causes = new ArrayList<>();
    for (Path directory : directories) {
      try {
        how.delete(directory);
      } catch (IOException e) {
        causes.add(e);
        left.add(directory);
      }
    }
    if (causes.isEmpty()) {
      return;
    }
    String there =
        left.stream()
            .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
            .map(Path::toString)
            .collect(Collectors.joining(", "));
    DatabaseException error =
        StorageFailures.writing(
            left.get(0),
            "removing "
                + what
                + (there.isEmpty() ? "" : ", of which is still there: " + there + ","),
            causes.get(0));
    causes.subList(1, causes.size()).forEach(error::addSuppressed);
    throw error;
  }

  /** The same behind a failure, which stays the one that counts. */
  void after(Throwable failure, Collection<Path> directories) {
    try {
      of(directories);
    } catch (DatabaseException e) {
      failure.addSuppressed(e);
    }
  }
}
