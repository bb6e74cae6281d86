package io.gds.database.manager;

import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.RedactedUrl;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers of one manager: one per platform, and what was wrong with those left out. */
final class Providers {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private final Map<DatabaseType, DatabaseProvider> byType = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();

  /** The same, apart: what is added to one of the two later is not in the other. */
  Providers copy() {
    Providers copy = new Providers();
    copy.byType.putAll(byType);
    copy.broken.addAll(broken);
    return copy;
  }

  /** Adds a provider; two of one type are refused, naming where both come from. */
  void add(DatabaseProvider provider) {
    DatabaseProvider other = byType.putIfAbsent(provider.type(), provider);
    if (other != null && other.getClass() != provider.getClass()) {
      throw ErrorDetails.of(
              ErrorCode.PROVIDER_FAILED,
              "two providers of "
                  + provider.type()
                  + ": "
                  + origin(other)
                  + " and "
                  + origin(provider))
          .platform(provider.type().id())
          .remedy("Keep one of the two on the class path.")
          .toException();
    }
  }

  /** Opens an engine; a provider whose driver is missing shows that only now. */
  static DatabaseEngine open(
      DatabaseProvider provider, ConnectionInfo info, EngineEnvironment environment) {
    try {
      return provider.open(info, environment);
    } catch (LinkageError e) {
      throw ErrorDetails.of(
              ErrorCode.PROVIDER_FAILED,
              "the provider of " + provider.type() + " lacks a class: " + e)
          .platform(provider.type().id())
          .cause(e)
          .remedy(
              "Put its driver on the class path, in the version it was built with: "
                  + origin(provider)
                  + ".")
          .toException();
    }
  }

  /** Adds what ServiceLoader finds; one that cannot be loaded does not hide the others. */
  void discover(ClassLoader loader) {
    Iterator<DatabaseProvider> found =
        ServiceLoader.load(DatabaseProvider.class, loader).iterator();
    // A loader that fails for ever at the same entry would never end: bound the number of faults.
    for (int faults = 0; faults < 100; ) {
      try {
        if (!found.hasNext()) {
          return;
        }
        add(sound(found.next()));
      } catch (ServiceConfigurationError | LinkageError e) {
        faults++;
        String why =
            e.getCause() == null
                ? String.valueOf(e.getMessage())
                : e.getMessage() + ": " + e.getCause();
        broken.add(why);
        LOG.warn("A database provider cannot be loaded and is left out: {}", why);
      }
    }
  }

  /** The provider itself, if it can at least tell its platform. */
  private static DatabaseProvider sound(DatabaseProvider provider) {
    try {
      Objects.requireNonNull(provider.type(), "type");
      return provider;
    } catch (RuntimeException e) {
      throw new ServiceConfigurationError(origin(provider) + " does not tell its platform", e);
    }
  }

  private static String origin(DatabaseProvider provider) {
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    String where = source == null ? "the runtime" : String.valueOf(source.getLocation());
    return provider.getClass().getName() + " (" + where + ")";
  }

  Collection<DatabaseProvider> all() {
    return byType.values();
  }

  List<String> broken() {
    return List.copyOf(broken);
  }

  /** The provider of a connection's platform. */
  DatabaseProvider of(ConnectionInfo info) {
    DatabaseProvider provider = byType.get(info.type());
    if (provider == null) {
      throw none(info.toString());
    }
    return provider;
  }

  /** Reads a URL by the provider whose grammar it is of. */
  ConnectionInfo parse(String url) {
    for (DatabaseProvider provider : byType.values()) {
      Optional<ConnectionInfo> info = provider.parse(url);
      if (info.isPresent()) {
        return info.get();
      }
    }
    throw none(RedactedUrl.of(url));
  }

  private DatabaseException none(String asked) {
    String found =
        byType.isEmpty()
            ? "none"
            : byType.keySet().stream().map(DatabaseType::id).collect(Collectors.joining(", "));
    String left = broken.isEmpty() ? "" : "; left out because broken: " + String.join("; ", broken);
    return ErrorDetails.of(
            ErrorCode.NO_PROVIDER,
            "no provider for " + asked + "; providers found: " + found + left)
        .remedy(
            "Add the platform's module to the class path, for example io.gds:gds-database-sqlite,"
                + " and check the URL's beginning.")
        .toException();
  }
}
