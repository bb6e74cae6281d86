package io.gds.database.testkit.snowflake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A warehouse: what computes. */
final class ModelWarehouse extends ModelObject {
  private boolean started;
  private boolean autoResume = true;
  private int autoSuspend = 600;
  private String size = "X-Small";
  private Instant resumed;

  ModelWarehouse(ModelAccount account, String name, @Nullable ModelObject owner) {
    super(account, name, owner);
    resumed = created().at();
  }

  @Override
  String kind() {
    return "WAREHOUSE";
  }

  boolean isStarted() {
    return started;
  }

  void started(boolean value) {
    if (value && !started) {
      resumed = account().moment().at();
    }
    started = value;
    touch();
  }

  Instant resumed() {
    return resumed;
  }

  boolean autoResume() {
    return autoResume;
  }

  void autoResume(boolean value) {
    autoResume = value;
  }

  /** Seconds without work after which it stops; 0 for never. */
  int autoSuspend() {
    return autoSuspend;
  }

  void autoSuspend(int seconds) {
    autoSuspend = seconds;
  }

  /** As SHOW tells it, such as X-Small. */
  String size() {
    return size;
  }

  void size(String value) {
    size = value;
  }
}
