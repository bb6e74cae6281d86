package io.gds.database.cli;

import io.gds.database.core.json.Json;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.OperationListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Appends audit records to a file, one JSON line each, on disk before the call returns. To be
 * registered as required: what cannot be recorded is not begun. Thread-safe.
 */
final class AuditFile implements OperationListener {
  private final Path path;
  private final Console console;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  AuditFile(Path path, Console console) {
    this.path = path;
    this.console = console;
  }

  @Override
  public void started(AuditRecord started) {
    try {
      append(started);
    } catch (IOException e) {
      refused.add(started.operationId());
      throw ErrorDetails.of(ErrorCode.STORAGE_FAILED, "the audit file takes no record: " + e)
          .with("path", path.toString())
          .cause(e)
          .toException();
    }
  }

  @Override
  public void finished(AuditRecord finished) {
    if (refused.remove(finished.operationId())) {
      return;
    }
    try {
      append(finished);
    } catch (IOException e) {
      console.say(
          "warning: the end of the "
              + finished.operation()
              + " of "
              + finished.target()
              + " is missing in the audit file: "
              + e);
    }
  }

  private synchronized void append(AuditRecord record) throws IOException {
    byte[] line = (Json.line(record) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      long before = file.size();
      ByteBuffer rest = ByteBuffer.wrap(line);
      try {
        while (rest.hasRemaining()) {
          file.write(rest);
        }
        file.force(true);
      } catch (IOException e) {
        takeBack(file, before, rest.position());
        throw e;
      }
    }
  }

  /**
   * Half a line would spoil the next one too. Unless somebody else has written behind it by now.
   */
  private static void takeBack(FileChannel file, long before, int written) throws IOException {
    if (written > 0 && file.size() == before + written) {
      file.truncate(before);
    }
  }
}
