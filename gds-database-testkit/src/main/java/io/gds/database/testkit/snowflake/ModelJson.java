package io.gds.database.testkit.snowflake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What functions need of JSON. */
final class ModelJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ModelJson() {}

  /** A plain value that lies right under a key; null if there is none, or it is null. */
  static @Nullable String member(String json, String key) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(key);
        JsonToken value = parser.nextToken();
        if (found) {
          return value == JsonToken.VALUE_NULL ? null : parser.getText();
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw ModelError.invalid("100069", "22P02", "Error parsing JSON: " + json);
    }
  }
}
