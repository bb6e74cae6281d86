package io.gds.database.core.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Does everything for real until the action whose turn it is to fail. */
class FailingActions extends FileActions {
  /** A crash of the whole process: nothing of ours runs after it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What happens at the chosen action. */
  interface Fault {
    void strike(String action) throws IOException;
  }

  private final int turn;
  private final Fault fault;
  private final boolean links;
  int count;

  /**
   * @param turn which action is struck, the first being 1; each has a turn before it and one after
   * @param links whether the file system has hard links
   */
  FailingActions(int turn, boolean links, Fault fault) {
    this.turn = turn;
    this.links = links;
    this.fault = fault;
  }

  private void next(String action) throws IOException {
    if (++count == turn) {
      fault.strike(action);
    }
  }

  @Override
  FileChannel create(Path file) throws IOException {
    next("create");
    FileChannel channel = super.create(file);
    try {
      next("created");
    } catch (IOException e) {
      // A system that reports that it did not create a file has not.
      channel.close();
      Files.delete(file);
      throw e;
    } catch (Crash e) {
      channel.close();
      throw e;
    }
    return channel;
  }

  @Override
  void createDirectory(Path directory) throws IOException {
    next("createDirectory");
    super.createDirectory(directory);
  }

  @Override
  void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    next("write");
    ByteBuffer half = bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2);
    super.write(channel, half);
    bytes.position(half.position());
    next("halfWritten");
    super.write(channel, bytes);
  }

  @Override
  void force(FileChannel channel) throws IOException {
    next("force");
    super.force(channel);
  }

  @Override
  void sync(Path file) throws IOException {
    next("sync");
    super.sync(file);
  }

  @Override
  void syncDirectory(Path directory) throws IOException {
    next("syncDirectory");
    super.syncDirectory(directory);
  }

  @Override
  boolean link(Path existing, Path name) throws IOException {
    if (!links) {
      return false;
    }
    next("link");
    boolean done = super.link(existing, name);
    next("linked");
    return done;
  }

  @Override
  void move(Path from, Path to) throws IOException {
    next("move");
    super.move(from, to);
    next("moved");
  }

  @Override
  void delete(Path path) throws IOException {
    next("delete");
    super.delete(path);
    next("deleted");
  }
}
