package io.gds.database.mssql;

import java.util.List;

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
}
