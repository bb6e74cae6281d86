package io.gds.database.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A user. */
final class ModelUser extends ModelObject {
  private final Map<String, String> properties = new LinkedHashMap<>();

  ModelUser(ModelAccount account, String name, @Nullable ModelObject owner) {
    super(account, name, owner);
  }

  @Override
  String kind() {
    return "USER";
  }

  /** Properties by their names in DESCRIBE USER, such as DEFAULT_ROLE; those that were set. */
  Map<String, String> properties() {
    return properties;
  }

  Optional<String> property(String property) {
    return Optional.ofNullable(properties.get(property));
  }

  /** The name to log in by. */
  String loginName() {
    return properties.getOrDefault("LOGIN_NAME", name());
  }

  boolean isDisabled() {
    return Boolean.parseBoolean(properties.get("DISABLED"));
  }
}
