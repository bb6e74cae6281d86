package io.gds.database.manager;

import io.gds.database.Capability;
import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens engines at {@code fake:NAME}, unless told to do something else first. */
final class TestProvider implements DatabaseProvider {
  static final DatabaseType TYPE = DatabaseType.of("fake");

  /** What happens while opening; may throw. */
  interface Opening {
    void happen() throws InterruptedException;
  }

  final List<TestEngine> opened = new CopyOnWriteArrayList<>();
  private final Map<String, Opening> openings = new ConcurrentHashMap<>();
  private final Map<String, Runnable> closings = new ConcurrentHashMap<>();

  static ConnectionInfo at(String name) {
    return ConnectionInfo.builder(TYPE).name(name).build();
  }

  static List<ConnectionInfo> at(List<String> names) {
    return names.stream().map(TestProvider::at).toList();
  }

  TestProvider whenOpening(String name, Opening opening) {
    openings.put(name, opening);
    return this;
  }

  TestProvider whenClosing(String name, Runnable closing) {
    closings.put(name, closing);
    return this;
  }

  @Override
  public DatabaseType type() {
    return TYPE;
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return Set.of();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return url.startsWith("fake:")
        ? Optional.of(at(url.substring("fake:".length())))
        : Optional.empty();
  }

  @Override
  public DatabaseEngine open(ConnectionInfo info, EngineEnvironment environment) {
    String name = info.name().orElseThrow();
    try {
      openings.getOrDefault(name, () -> {}).happen();
    } catch (InterruptedException e) {
      throw ErrorDetails.of(ErrorCode.CANCELLED, "interrupted while opening").toException();
    }
    TestEngine engine = new TestEngine(info, environment, closings.getOrDefault(name, () -> {}));
    opened.add(engine);
    return engine;
  }
}
