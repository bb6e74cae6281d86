package io.gds.database.cloning;

/** How a clone is made, and so what it holds and costs. */
public enum CloneKind {
  /** Both share their storage until one is changed. */
  ZERO_COPY(CostClass.METADATA, true),
  /** The server copies its files. */
  TEMPLATE(CostClass.SERVER_COPY, true),
  /** All content is copied, page by page or row by row. */
  COPY(CostClass.FULL_COPY, true),
  /** Definitions only, no rows. */
  STRUCTURE_ONLY(CostClass.METADATA, false);

  private final CostClass costClass;
  private final boolean hasData;

  CloneKind(CostClass costClass, boolean hasData) {
    this.costClass = costClass;
    this.hasData = hasData;
  }

  /** What it costs. */
  public CostClass costClass() {
    return costClass;
  }

  /** Whether the clone holds the data. */
  public boolean hasData() {
    return hasData;
  }
}
