package io.gds.database.mongodb;

import io.gds.database.connection.SecretRef;
import java.util.Optional;
import org.bson.BsonType;
import org.bson.BsonValue;

/**
 * What a parameter is to be: a text that is told openly, a secret, or, if neither, what the server
 * was started with.
 */
record MongoNewValue(Optional<String> text, Optional<SecretRef> secret) {
  static MongoNewValue open(String text) {
    return new MongoNewValue(Optional.of(text), Optional.empty());
  }

  static MongoNewValue secret(SecretRef secret) {
    return new MongoNewValue(Optional.empty(), Optional.of(secret));
  }

  static MongoNewValue asStarted() {
    return new MongoNewValue(Optional.empty(), Optional.empty());
  }

  boolean isReset() {
    return text.isEmpty() && secret.isEmpty();
  }

  /** As the command takes it; empty if it is none that the parameter takes, or a secret. */
  Optional<BsonValue> of(MongoParameter parameter) {
    Optional<BsonType> type = parameter.value().map(BsonValue::getBsonType);
    Optional<String> wanted = isReset() ? parameter.start().map(MongoJson::plain) : text;
    return type.isEmpty()
        ? Optional.empty()
        : wanted.flatMap(given -> MongoParameterValues.of(type.get(), given));
  }

  /** Never the text, which may be one that should have been a secret. */
  @Override
  public String toString() {
    return secret.isPresent() ? "a secret" : isReset() ? "as started" : "a new value";
  }
}
