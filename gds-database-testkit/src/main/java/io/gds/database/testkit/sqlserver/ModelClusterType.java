package io.gds.database.testkit.sqlserver;

/** Who watches over a group, each at its number. */
enum ModelClusterType {
  /** A Windows cluster. */
  WSFC,
  /** Another cluster manager, such as Pacemaker. */
  EXTERNAL,
  /** Nobody. */
  NONE
}
