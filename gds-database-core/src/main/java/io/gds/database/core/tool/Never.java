package io.gds.database.core.tool;

/** The cancellation that never comes. */
enum Never implements Cancellation {
  INSTANCE;

  @Override
  public void throwIfCancelled() {
    // Nobody can have cancelled.
  }

  @Override
  public Registration onCancel(Runnable hook) {
    return () -> {};
  }
}
