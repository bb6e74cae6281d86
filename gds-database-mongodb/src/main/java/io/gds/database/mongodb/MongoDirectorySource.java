package io.gds.database.mongodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dump in the directory form: of several databases, or the directory of one. */
final class MongoDirectorySource implements MongoDumpSource {
  private final Path root;
  private final MongoDirectoryFiles files;
  private final Map<MongoNamespace, MongoDirectoryListing.DataFile> data = new HashMap<>();
  private final MongoDumpContents contents;
  private @Nullable Path oplog;
  private boolean packed;
  private Optional<Path> prelude = Optional.empty();

  /**
   * Reads everything but the documents.
   *
   * @throws DatabaseException ARCHIVE_UNRECOGNIZED, ARCHIVE_CORRUPT, ARCHIVE_UNSAFE,
   *     STORAGE_UNREADABLE
   */
  MongoDirectorySource(Path root) {
    this.root = root;
    files = new MongoDirectoryFiles(root.toString());
    List<MongoDumpItem> items = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (isOfOneDatabase()) {
      add(new MongoDirectoryListing(root, nameOf(root), files), items, notes);
    } else {
      for (Path path : files.list(root)) {
        if (files.isDirectory(path)) {
          add(new MongoDirectoryListing(path, nameOf(path), files), items, notes);
        } else if (MongoDirectoryListing.isPrelude(path)) {
          prelude = Optional.of(path);
        } else if (nameOf(path).equals(MongoDirectoryTarget.OPLOG)) {
          oplog = path;
        } else {
          notes.add(path + " is passed over: it is no file of a dump");
        }
      }
    }
    if (items.isEmpty() && prelude.isEmpty() && oplog == null) {
      throw ErrorDetails.of(ErrorCode.ARCHIVE_UNRECOGNIZED, root + " holds no dump")
          .platform(DatabaseType.MONGODB.id())
          .target(root.toString())
          .remedy("Name the directory that mongodump --out was given, or that of a database in it.")
          .toException();
    }
    packed = data.values().stream().anyMatch(MongoDirectoryListing.DataFile::packed);
    Map<String, String> told = prelude.map(this::told).orElse(Map.of());
    contents =
        new MongoDumpContents(
            told.getOrDefault("ServerVersion", ""),
            told.getOrDefault("ToolVersion", ""),
            items,
            oplog != null,
            1,
            notes);
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  /** Files of collections lie in the directory of a database only. */
  private boolean isOfOneDatabase() {
    return files.list(root).stream()
        .filter(path -> !nameOf(path).equals(MongoDirectoryTarget.OPLOG))
        .anyMatch(
            path ->
                MongoDirectoryFiles.Named.of(path, MongoDirectoryTarget.BSON).isPresent()
                    || MongoDirectoryFiles.Named.of(path, MongoDirectoryTarget.METADATA)
                        .isPresent());
  }

  private void add(MongoDirectoryListing listing, List<MongoDumpItem> items, List<String> notes) {
    items.addAll(listing.items());
    notes.addAll(listing.notes());
    data.putAll(listing.data());
    if (prelude.isEmpty()) {
      prelude = listing.prelude();
    }
  }

  private Map<String, String> told(Path file) {
    Map<String, String> told = new HashMap<>();
    String text = files.text(file, nameOf(file).endsWith(MongoDirectoryTarget.GZIP));
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw MongoFrames.corrupt(file.toString(), "it is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          told.put(field, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw MongoFrames.corrupt(file.toString(), "it is no JSON");
    }
    return told;
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public MongoDumpContents contents() {
    return contents;
  }

  @Override
  public void read(Sink sink, MongoTeam team) {
    List<MongoTeam.Work> work = new ArrayList<>();
    for (MongoDumpItem item : contents.items()) {
      item.data()
          .filter(sink::wants)
          .ifPresent(namespace -> work.add(() -> read(namespace, sink, team)));
    }
    team.run(work);
    Path last = oplog;
    if (last != null && sink.wants(MongoNamespace.OPLOG)) {
      documents(
          MongoNamespace.OPLOG,
          new MongoDirectoryListing.DataFile(last, isPacked(last)),
          MongoFrames.LONGEST_OF_OPLOG,
          sink,
          team);
    }
  }

  private void read(MongoNamespace namespace, Sink sink, MongoTeam team) {
    MongoDirectoryListing.DataFile file = data.get(namespace);
    if (file != null) {
      documents(namespace, file, MongoFrames.LONGEST, sink, team);
    }
  }

  /** The oplog's name never tells; the others do, and are all alike. */
  private boolean isPacked(Path file) {
    if (!data.isEmpty()) {
      return packed;
    }
    try (InputStream in =
        new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
      return MongoArchiveSource.isPacked(in);
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading the dump", e);
    }
  }

  private void documents(
      MongoNamespace namespace,
      MongoDirectoryListing.DataFile file,
      int longest,
      Sink sink,
      MongoTeam team) {
    try (InputStream in = files.open(file.path(), file.packed())) {
      MongoFrames frames = new MongoFrames(in, file.path().toString(), longest);
      sink.begin(namespace);
      for (Optional<byte[]> next = frames.document(); next.isPresent(); next = frames.document()) {
        team.checkpoint();
        sink.document(namespace, next.get());
      }
      sink.end(namespace);
    } catch (IOException e) {
      throw StorageFailures.reading(file.path(), "reading the dump", e);
    }
  }
}
