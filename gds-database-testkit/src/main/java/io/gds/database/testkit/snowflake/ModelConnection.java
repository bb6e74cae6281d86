package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;

/** A connection that clients follow: its address leads to the account that is its primary. */
final class ModelConnection {
  private final String name;
  private final List<ModelAccount> members = new ArrayList<>();
  private final List<String> allowed = new ArrayList<>();

  ModelConnection(String name, ModelAccount primary) {
    this.name = name;
    members.add(primary);
  }

  String name() {
    return name;
  }

  /** The accounts that have it; the first is the primary. */
  List<ModelAccount> members() {
    return members;
  }

  /** The accounts that may take it over. */
  List<String> allowed() {
    return allowed;
  }
}
