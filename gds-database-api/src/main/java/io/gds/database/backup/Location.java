package io.gds.database.backup;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a backup lies, and on whose side.
 *
 * @param kind whose side
 * @param parts paths, addresses or names in that side's own form; several for striped backups
 */
public record Location(Kind kind, List<String> parts) {
  /** Whose side a backup lies on. */
  public enum Kind {
    /** A file or directory of the machine this library runs on. */
    LOCAL,
    /** A file or directory of the database server's machine. */
    SERVER,
    /** An object store that the server or this library writes to. */
    URL,
    /** A stage of the platform. */
    STAGE,
    /** The engine keeps it under a name: a snapshot, a clone. */
    ENGINE
  }

  /** Takes a copy and checks that there is at least one part, none empty. */
  public Location {
    Objects.requireNonNull(kind, "kind");
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.stream().anyMatch(String::isBlank)) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "names no place")
          .target("location")
          .toException();
    }
  }

  /** A file or directory of this machine. */
  public static Location local(Path path) {
    return new Location(Kind.LOCAL, List.of(path.toString()));
  }

  /** Files of the server's machine. */
  public static Location server(String... paths) {
    return new Location(Kind.SERVER, List.of(paths));
  }

  /** Objects of an object store. */
  public static Location url(String... urls) {
    return new Location(Kind.URL, List.of(urls));
  }

  /** A place in a stage, such as {@code @backups/daily}. */
  public static Location stage(String stage) {
    return new Location(Kind.STAGE, List.of(stage));
  }

  /** A name kept by the engine. */
  public static Location engine(String name) {
    return new Location(Kind.ENGINE, List.of(name));
  }

  /**
   * Reads a place as typed by a person: {@code server:…}, {@code engine:…}, {@code local:…}, {@code
   * @stage…} and {@code https:…} (or another URL) say whose side; anything else is of the platform's
   * own kind.
   */
  public static Location parse(String text, Kind ownKind) {
    if (text.startsWith("server:")) {
      return server(text.substring("server:".length()));
    }
    if (text.startsWith("engine:")) {
      return engine(text.substring("engine:".length()));
    }
    if (text.startsWith("local:")) {
      return new Location(Kind.LOCAL, List.of(text.substring("local:".length())));
    }
    if (text.startsWith("@")) {
      return stage(text);
    }
    return text.matches("[a-zA-Z][a-zA-Z0-9+.-]+://.*")
        ? url(text)
        : new Location(ownKind, List.of(text));
  }

  /**
   * The path of a local place.
   *
   * @throws io.gds.database.error.InvalidOptionsException if it lies elsewhere, is striped, or is
   *     no path
   */
  public Path path() {
    if (kind != Kind.LOCAL || parts.size() != 1) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "a single local path is needed, not " + this)
          .target("location")
          .toException();
    }
    try {
      return Path.of(parts.get(0));
    } catch (InvalidPathException e) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "is not a path: " + e.getReason())
          .target("location")
          .cause(e)
          .toException();
    }
  }

  /**
   * The parts as they may be shown: of a URL without user and query, which may hold a signature
   * that opens the store.
   */
  public List<String> shownParts() {
    return kind == Kind.URL ? parts.stream().map(Location::withoutSecrets).toList() : parts;
  }

  /**
   * The side and the parts; of a URL without user and query, which may hold a signature that opens
   * the store.
   */
  @Override
  public String toString() {
    String text = String.join(", ", shownParts());
    return kind == Kind.LOCAL || kind == Kind.STAGE || kind == Kind.URL
        ? text
        : kind.name().toLowerCase(Locale.ROOT) + ":" + text;
  }

  private static String withoutSecrets(String url) {
    int query = url.indexOf('?');
    String place = query < 0 ? url : url.substring(0, query) + "?…";
    return place.replaceFirst("://[^/]*@", "://<hidden>@");
  }
}
