package io.gds.database.testkit.server;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a server of our own runs as. PostgreSQL refuses root; so for root it runs in a user namespace
 * of its own where root is nobody, or, where these are forbidden, as the user {@code postgres}.
 *
 * @param prefix what stands before a command; nothing for an ordinary user
 * @param owner who must own the files; nobody in particular where they stay ours
 */
record ServerUser(List<String> prefix, @Nullable UserPrincipal owner) {
  static final List<String> NAMESPACE = List.of("unshare", "-U");

  private static final String NAME = "postgres";

  /** The first way that works here. */
  static ServerUser current() throws IOException, InterruptedException {
    if (!uid(List.of()).equals("0")) {
      return ordinary();
    }
    String inside = uid(NAMESPACE);
    if (!inside.isEmpty() && !inside.equals("0")) {
      return namespace();
    }
    return switched();
  }

  /** The user who runs this JVM. */
  static ServerUser ordinary() {
    return new ServerUser(List.of(), null);
  }

  /** Root outside, nobody inside. */
  static ServerUser namespace() {
    return new ServerUser(NAMESPACE, null);
  }

  /** The user {@code postgres}, switched to by root. */
  static ServerUser switched() throws IOException, InterruptedException {
    List<String> prefix = List.of("runuser", "-u", NAME, "--");
    try {
      if (Commands.result(command(prefix, List.of("true"))).code() == 0) {
        return new ServerUser(
            prefix,
            Path.of("/")
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(NAME));
      }
    } catch (IOException e) {
      throw new Unavailable("PostgreSQL refuses root, and there is no runuser: " + e.getMessage());
    }
    throw new Unavailable(
        "PostgreSQL refuses root; neither may a user namespace be made (unshare -U) nor is there a"
            + " user called "
            + NAME);
  }

  /** The command as this user runs it. */
  List<String> command(List<String> command) {
    return command(prefix, command);
  }

  private static List<String> command(List<String> prefix, List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Gives a file, or a directory with all that is in it, to this user. */
  void own(Path path) throws IOException {
    UserPrincipal to = owner;
    if (to != null) {
      for (Path each : Trees.all(path)) {
        Files.setOwner(each, to);
      }
    }
  }

  /** The number of the user as whom a command with this prefix runs; nothing if none does. */
  private static String uid(List<String> prefix) throws InterruptedException {
    try {
      Commands.Result result = Commands.result(command(prefix, List.of("id", "-u")));
      return result.code() == 0 ? result.said() : "";
    } catch (IOException e) {
      return ""; // no such command
    }
  }
}
