package io.gds.database.postgres;

import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to receive into a directory: two tools in one would write into each other's segments.
 * It ends with the process. Used by one thread.
 */
final class PostgresWalReceiverLock {
  private static final String NAME = ".gds-receiving";

  private final Path directory;
  private @Nullable FileChannel held;

  PostgresWalReceiverLock(Path directory) {
    this.directory = directory;
  }

  /**
   * Takes it.
   *
   * @throws io.gds.database.error.DatabaseException LOCKED if somebody else has it
   */
  void take() {
    try {
      FileChannel channel =
          FileChannel.open(
              directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = channel;
      if (channel.tryLock() == null) {
        release();
        throw taken();
      }
    } catch (OverlappingFileLockException e) {
      release();
      throw taken();
    } catch (IOException e) {
      throw StorageFailures.writing(directory, "taking hold of the directory of WAL", e);
    }
  }

  private RuntimeException taken() {
    return ErrorDetails.of(
            ErrorCode.LOCKED, "somebody else receives WAL into " + directory + " already")
        .target(directory.toString())
        .remedy("Wait until that has ended, or receive into another directory.")
        .toException();
  }

  /** Gives it back. The file stays: to delete it could take it from under somebody else. */
  void release() {
    FileChannel channel = held;
    held = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw StorageFailures.writing(directory, "letting go of the directory of WAL", e);
      }
    }
  }
}
