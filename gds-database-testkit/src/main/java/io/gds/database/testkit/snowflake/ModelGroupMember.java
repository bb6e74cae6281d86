package io.gds.database.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A group as one account has it. */
final class ModelGroupMember extends ModelObject {
  private final ModelGroup group;
  private final List<ModelRefresh> refreshes = new ArrayList<>();
  private boolean suspended;

  ModelGroupMember(
      ModelAccount account, ModelGroup group, String name, @Nullable ModelObject owner) {
    super(account, name, owner);
    this.group = group;
  }

  @Override
  String kind() {
    return group.kind() == ModelGroup.Kind.DATABASE ? "DATABASE" : group.kind() + "_GROUP";
  }

  ModelGroup group() {
    return group;
  }

  boolean isPrimary() {
    return group.primary() == this;
  }

  /** Whether the schedule is suspended here. */
  boolean isSuspended() {
    return suspended;
  }

  void suspended(boolean value) {
    suspended = value;
  }

  /** The refreshes of it as a secondary, the first first. */
  List<ModelRefresh> refreshes() {
    return refreshes;
  }

  Optional<ModelRefresh> running() {
    return refreshes.stream().filter(ModelRefresh::isRunning).findFirst();
  }

  /** As others point to it. */
  String address() {
    return account().organization() + "." + account().name() + "." + name();
  }
}
