package io.gds.database.testkit.snowflake;

import java.util.Optional;

/** The warehouses of a {@link SnowflakeModel}. Names are exact. Thread-safe. */
public final class SnowflakeWarehouses {
  private final SnowflakeModel model;
  private final ModelAccount account;

  SnowflakeWarehouses(SnowflakeModel model, ModelAccount account) {
    this.model = model;
    this.account = account;
  }

  /** Adds one that is suspended and resumes by itself; PUBLIC may use it. */
  public SnowflakeWarehouses add(String name) {
    synchronized (model) {
      ModelWarehouse made =
          new ModelWarehouse(account, name, account.role("SYSADMIN").orElseThrow());
      account.warehouses().add(made);
      account
          .grants()
          .grant("USAGE", made, account.role("PUBLIC").orElseThrow(), false, Optional.empty());
      return this;
    }
  }

  /** Suspends one. */
  public SnowflakeWarehouses suspend(String name, boolean resumesByItself) {
    synchronized (model) {
      find(name).started(false);
      find(name).autoResume(resumesByItself);
      return this;
    }
  }

  /** Whether one computes now. */
  public boolean isStarted(String name) {
    synchronized (model) {
      return find(name).isStarted();
    }
  }

  private ModelWarehouse find(String name) {
    return account
        .warehouse(name)
        .orElseThrow(() -> new IllegalArgumentException("no such warehouse: " + name));
  }
}
