package io.gds.database.testkit.snowflake;

import java.time.Duration;
import java.util.List;

/** The history of queries of a {@link SnowflakeModel}. Thread-safe. */
public final class SnowflakeQueries {
  private final SnowflakeModel model;
  private final ModelAccount account;

  SnowflakeQueries(SnowflakeModel model, ModelAccount account) {
    this.model = model;
    this.account = account;
  }

  /** The numbers of all statements, in order. */
  public List<String> ids() {
    synchronized (model) {
      return account.queries().all().stream().map(ModelQueryEntry::id).toList();
    }
  }

  /** The number of the last statement with this text. */
  public String id(String text) {
    synchronized (model) {
      return account.queries().all().stream()
          .filter(each -> each.text().equals(text))
          .reduce((first, second) -> second)
          .map(ModelQueryEntry::id)
          .orElseThrow(() -> new IllegalArgumentException("was not asked: " + text));
    }
  }

  /** Adds one of somebody else, which runs until it is told to end. */
  public SnowflakeQueries running(String id, String user, long session, String text) {
    synchronized (model) {
      account
          .queries()
          .add(
              new ModelQueryEntry(
                  id, text, "", session, user, "SYSADMIN", "COMPUTE_WH", "", "", account.next()));
      return this;
    }
  }

  /** Adds one of somebody else that has ended. */
  public SnowflakeQueries ended(String id, String user, long session, String text, Duration took) {
    synchronized (model) {
      ModelMoment now = account.next();
      ModelMoment began = new ModelMoment(now.at().minus(took), now.ticket());
      ModelQueryEntry entry =
          new ModelQueryEntry(id, text, "", session, user, "SYSADMIN", "COMPUTE_WH", "", "", began);
      entry.succeed(now.at(), 0);
      account.queries().add(entry);
      return this;
    }
  }
}
