package io.gds.database.mssql;

import io.gds.database.backup.VerifyLevel;

/** How a restored database comes to its place. */
enum MssqlRestoreWay {
  /** Under its own name, which nobody has. */
  DIRECT,
  /** Under another name first; the old one goes once the new one is whole. */
  BESIDE,
  /** Over the files of the old one. */
  IN_PLACE,
  /** Onto a database that was left waiting for further backups. */
  ONTO,
  /** Pages or files of a database that stays. */
  PARTS;

  static MssqlRestoreWay of(MssqlRestoreWishes wishes, MssqlStanding standing) {
    if (wishes.is(MssqlRestore.CONTINUE)) {
      return ONTO;
    }
    if (wishes.part().isPresent()) {
      return PARTS;
    }
    if (standing.database().isEmpty()) {
      return wishes.options().verify() == VerifyLevel.RESTORE_AND_CHECK ? BESIDE : DIRECT;
    }
    // Only a database that is in use can be given another name.
    return wishes.inPlace() || !standing.database().get().online() ? IN_PLACE : BESIDE;
  }
}
