package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages of a schema. */
final class ModelStages {
  private final List<ModelStage> all = new ArrayList<>();

  static ModelStages of(ModelSchema schema) {
    return schema.more(ModelStages.class, ModelStages::new);
  }

  List<ModelStage> present() {
    return all.stream().filter(ModelObject::isThere).toList();
  }

  Optional<ModelStage> find(String name) {
    return present().stream().filter(stage -> stage.name().equals(name)).findFirst();
  }

  void add(ModelStage stage) {
    all.add(stage);
  }

  /**
   * A place in a stage, as a statement names it.
   *
   * @param path below the stage, without a slash at its begin
   */
  record Place(ModelStage stage, String path) {}

  /**
   * The place of a token.
   *
   * @throws ModelError 002003 if there is no such stage, or it is not seen
   */
  static Place place(ModelSession session, String token) {
    int slash = slash(token);
    String named = slash < 0 ? token.substring(1) : token.substring(1, slash);
    ModelName name = new SnowflakeReader(SnowflakeLexer.tokens(named), List.of()).qualified();
    ModelStage stage =
        of(session.schemaOf(name))
            .find(name.last())
            .filter(session::sees)
            .orElseThrow(() -> ModelError.missing("Stage", name));
    return new Place(stage, slash < 0 ? "" : token.substring(slash + 1));
  }

  private static int slash(String token) {
    boolean quoted = false;
    for (int i = 0; i < token.length(); i++) {
      quoted ^= token.charAt(i) == '"';
      if (token.charAt(i) == '/' && !quoted) {
        return i;
      }
    }
    return -1;
  }
}
