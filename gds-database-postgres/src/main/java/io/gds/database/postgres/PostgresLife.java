package io.gds.database.postgres;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a server works on a data directory, as far as it can be told from this machine. A number
 * in {@code postmaster.pid} that no process here has is no proof that none runs: it may be that of
 * another container or of another machine, and files that a server works on must not be moved. What
 * is not proved is unknown.
 *
 * @param state whether it runs
 * @param why how that is known, or why not
 * @see <a
 *     href="https://www.postgresql.org/docs/current/storage-file-layout.html">postmaster.pid</a>
 */
record PostgresLife(State state, String why) {
  /** What is known. */
  enum State {
    /** A process works on it. */
    RUNNING,
    /** None does. */
    DOWN,
    /** It cannot be told from here. */
    UNKNOWN
  }

  /** The file a server writes its process number into, and deletes when it has stopped. */
  static final String FILE = "postmaster.pid";

  /** The number that Linux gives to the namespace from which all processes are seen. */
  private static final String ALL = "pid:[4026531836]";

  /** File systems that another machine may have mounted too. */
  private static final Set<String> SHARED =
      Set.of(
          "nfs",
          "nfs3",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "virtiofs",
          "ceph",
          "glusterfs",
          "lustre",
          "ocfs2",
          "gfs2",
          "gpfs",
          "beegfs",
          "vboxsf",
          "afs");

  private static PostgresLife running(String why) {
    return new PostgresLife(State.RUNNING, why);
  }

  private static PostgresLife down(String why) {
    return new PostgresLife(State.DOWN, why);
  }

  private static PostgresLife unknown(String why) {
    return new PostgresLife(State.UNKNOWN, why);
  }

  /** Whether another machine may have mounted a file system of this type too. */
  static boolean isShared(String type) {
    String name = type.toLowerCase(Locale.ROOT);
    return SHARED.contains(name) || name.startsWith("fuse");
  }

  /** Looks at a data directory. */
  static PostgresLife of(Path data) {
    return of(data, Path.of("/proc"));
  }

  /** The same by what a directory like Linux's {@code /proc} shows. */
  static PostgresLife of(Path data, Path processes) {
    List<String> lines;
    try {
      lines = Files.readAllLines(data.resolve(FILE), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Files.notExists(data) || Files.isExecutable(data)
          ? down("there is no " + FILE)
          : unknown(data + " cannot be looked into");
    } catch (IOException e) {
      return unknown(FILE + " cannot be read: " + e);
    }
    long pid;
    try {
      pid = Math.abs(Long.parseLong(lines.isEmpty() ? "" : lines.get(0).strip()));
    } catch (NumberFormatException e) {
      return unknown(FILE + " names no process");
    }
    if (!Files.isDirectory(processes.resolve("self"))) {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
          ? running("process " + pid + " is there")
          : unseen(pid, lines);
    }
    return new Processes(data, processes).find(pid, lines);
  }

  /** A process that is not seen has ended, or is where nobody here looks. */
  private static PostgresLife unseen(long pid, List<String> lines) {
    return Processes.bySocket(lines)
        ? down("nobody listens at the socket that " + FILE + " names")
        : unknown(
            "process "
                + pid
                + ", which "
                + FILE
                + " names, is not seen from here: it may have ended, or run in another container or"
                + " on another machine");
  }

  /** What is seen of the processes of this machine. */
  private record Processes(Path data, Path processes) {
    PostgresLife find(long pid, List<String> lines) {
      Path named = processes.resolve(Long.toString(pid));
      if (Files.exists(named)) {
        Answer answer = worksOnIt(named);
        if (answer != Answer.NO) {
          return running(
              "process "
                  + pid
                  + (answer == Answer.YES
                      ? " works on it"
                      : " is there, and belongs to its owner"));
        }
      }
      boolean all = seesAll();
      try (Stream<Path> each = Files.list(processes)) {
        for (Path process : each.filter(Processes::isNumber).toList()) {
          Answer answer = worksOnIt(process);
          if (answer == Answer.YES) {
            return running("process " + process.getFileName() + " works on it");
          }
          all &= answer == Answer.NO;
        }
      } catch (IOException e) {
        all = false;
      }
      return all
          ? down("no process works on it; process " + pid + ", which " + FILE + " names, has ended")
          : unseen(pid, lines);
    }

    private static boolean isNumber(Path entry) {
      return entry.getFileName().toString().matches("[0-9]+");
    }

    private enum Answer {
      YES,
      NO,
      UNTOLD
    }

    /** A server's processes are its directory's owner's, and all are in the directory. */
    private Answer worksOnIt(Path process) {
      try {
        return Files.isSameFile(process.resolve("cwd"), data) ? Answer.YES : Answer.NO;
      } catch (NoSuchFileException e) {
        // It has ended meanwhile, or is none of a program.
        return Answer.NO;
      } catch (IOException e) {
        try {
          return Files.getOwner(process).equals(owner()) ? Answer.UNTOLD : Answer.NO;
        } catch (NoSuchFileException gone) {
          return Answer.NO;
        } catch (IOException | UnsupportedOperationException unreadable) {
          return Answer.UNTOLD;
        }
      }
    }

    private UserPrincipal owner() throws IOException {
      return Files.getOwner(data, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a process that works on the directory could not be missed. */
    private boolean seesAll() {
      try {
        String me = System.getProperty("user.name");
        return Files.readSymbolicLink(processes.resolve("self/ns/pid")).toString().equals(ALL)
            && !isShared(Files.getFileStore(data).type())
            && (me.equals("root") || me.equals(owner().getName()));
      } catch (IOException | UnsupportedOperationException e) {
        return false;
      }
    }

    /**
     * Whether the server's own socket, whose lock names the same process and directory, is there
     * and refused: whoever listened there has ended, wherever on this machine it ran. On a file
     * system that another machine has mounted as well it is refused here and open there.
     */
    private static boolean bySocket(List<String> lines) {
      if (lines.size() < 5 || lines.get(4).isBlank()) {
        return false;
      }
      Path socket = Path.of(lines.get(4).strip(), ".s.PGSQL." + lines.get(3).strip());
      try {
        if (isShared(Files.getFileStore(socket).type())) {
          return false;
        }
        List<String> lock =
            Files.readAllLines(
                socket.resolveSibling(socket.getFileName() + ".lock"), StandardCharsets.ISO_8859_1);
        if (lock.size() < 3 || !lock.subList(0, 3).equals(lines.subList(0, 3))) {
          return false;
        }
        SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
        return false;
      } catch (ConnectException e) {
        return true;
      } catch (IOException | UnsupportedOperationException e) {
        // A refusal of a local socket comes as one of several kinds.
        return Files.exists(socket) && String.valueOf(e.getMessage()).contains("refused");
      }
    }
  }
}
