package io.gds.database.mongodb;

import io.gds.database.core.StepContext;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/** Puts the documents of a dump where they belong. One namespace comes by one thread at a time. */
final class MongoFill implements MongoDumpSource.Sink {
  private static final String PHASE = "restoring";

  private final Map<MongoNamespace, MongoRestoreItem> items;
  private final BiFunction<MongoRestoreItem, Executor, MongoLoader> loading;
  private final Executor executor;
  private final StepContext step;
  private final MongoPace progress;
  private final Map<MongoNamespace, MongoLoader> loaders = new ConcurrentHashMap<>();

  /**
   * Fills.
   *
   * @param items what is filled now, by where it lies in the dump
   * @param loading makes the loader of each
   * @param executor where batches are sent
   * @param total how many bytes there are, if that is known
   */
  MongoFill(
      Map<MongoNamespace, MongoRestoreItem> items,
      BiFunction<MongoRestoreItem, Executor, MongoLoader> loading,
      Executor executor,
      StepContext step,
      OptionalLong total) {
    this.items = items;
    this.loading = loading;
    this.executor = executor;
    this.step = step;
    progress = new MongoPace(PHASE, total, step);
  }

  @Override
  public boolean wants(MongoNamespace namespace) {
    return items.containsKey(namespace);
  }

  @Override
  public void begin(MongoNamespace namespace) {
    MongoRestoreItem item = items.get(namespace);
    if (item != null) {
      loaders.put(namespace, loading.apply(item, executor));
    }
  }

  @Override
  public void document(MongoNamespace namespace, byte[] document) {
    MongoLoader loader = loaders.get(namespace);
    if (loader != null) {
      loader.add(document);
      step.bytes(document.length);
    }
    progress.add(document.length);
  }

  @Override
  public void end(MongoNamespace namespace) {
    MongoLoader loader = loaders.remove(namespace);
    if (loader != null) {
      loader.finish();
    }
  }
}
