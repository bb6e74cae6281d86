package io.gds.database.testkit.snowflake;

import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A named stage with its files, by their paths. */
final class ModelStage extends ModelObject {
  private final ModelSchema schema;
  private final String url;
  private final NavigableMap<String, ModelStageFile> files = new TreeMap<>();

  /**
   * One that is empty.
   *
   * @param url where an external one lies, with a slash at its end; empty for an internal one
   */
  ModelStage(ModelSchema schema, String name, String url, @Nullable ModelObject owner) {
    super(schema.account(), name, owner);
    this.schema = schema;
    this.url = url;
  }

  @Override
  String kind() {
    return "STAGE";
  }

  @Override
  Optional<ModelObject> parent() {
    return Optional.of(schema);
  }

  @Override
  ModelName fullName() {
    return ModelName.of(schema.database().name(), schema.name(), name());
  }

  String url() {
    return url;
  }

  NavigableMap<String, ModelStageFile> files() {
    return files;
  }

  /** A file's name as LIST tells it. */
  String shown(String path) {
    return url.isEmpty() ? name().toLowerCase(Locale.ROOT) + "/" + path : url + path;
  }

  /** As text, so that two readings can be compared. */
  String listing() {
    StringBuilder text = new StringBuilder(this + " " + url);
    files.forEach((path, file) -> text.append('\n').append(path).append(' ').append(file.md5()));
    return text.append('\n').toString();
  }
}
