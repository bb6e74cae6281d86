package io.gds.database.mssql;

import io.gds.database.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands each verb to the class that has it. */
final class DefaultMssqlAvailabilityGroups implements MssqlAvailabilityGroups {
  private final MssqlAvailability availability;

  DefaultMssqlAvailabilityGroups(MssqlAvailability availability) {
    this.availability = availability;
  }

  @Override
  public List<MssqlAvailabilityGroup> list() {
    return availability.groups();
  }

  @Override
  public MssqlAvailabilityGroup get(String group) {
    return list().stream()
        .filter(each -> each.name().equals(group))
        .findFirst()
        .orElseThrow(() -> MssqlAvailability.unknown(group));
  }

  @Override
  public Operation<@Nullable Void> prepareAddDatabase(String group, String database) {
    return new MssqlGroupVerbs(availability).prepareAddDatabase(group, database);
  }

  @Override
  public Operation<@Nullable Void> prepareRemoveDatabase(String group, String database) {
    return new MssqlGroupVerbs(availability).prepareRemoveDatabase(group, database);
  }

  @Override
  public Operation<@Nullable Void> prepareSetFailoverMode(
      String group, String replica, MssqlFailoverMode mode) {
    return new MssqlGroupVerbs(availability).prepareSetFailoverMode(group, replica, mode);
  }

  @Override
  public Operation<@Nullable Void> prepareSuspend(String group, String replica, String database) {
    return new MssqlGroupVerbs(availability).prepareSuspend(group, replica, database);
  }

  @Override
  public Operation<@Nullable Void> prepareResume(String group, String replica, String database) {
    return new MssqlGroupVerbs(availability).prepareResume(group, replica, database);
  }
}
