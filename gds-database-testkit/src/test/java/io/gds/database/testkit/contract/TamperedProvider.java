package io.gds.database.testkit.contract;

import io.gds.database.Capability;
import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A provider whose engines do one thing otherwise than those of another provider. */
final class TamperedProvider implements DatabaseProvider {
  private final DatabaseProvider real;
  private final Tampering tampering;
  private final Consumer<String> parsing;
  private final Map<Object, Object> engines = Collections.synchronizedMap(new IdentityHashMap<>());

  TamperedProvider(DatabaseProvider real, Tampering tampering, Consumer<String> parsing) {
    this.real = real;
    this.tampering = tampering;
    this.parsing = parsing;
  }

  @Override
  public DatabaseType type() {
    return real.type();
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return real.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    parsing.accept(url);
    return real.parse(url);
  }

  @Override
  public DatabaseEngine open(ConnectionInfo info, EngineEnvironment environment) {
    return (DatabaseEngine) wrapped(real.open(info, environment));
  }

  private Object wrapped(Object result) {
    if (result instanceof Optional<?> optional) {
      return optional.map(this::wrapped);
    }
    if (result instanceof List<?> list) {
      return list.stream().map(this::wrapped).toList();
    }
    if (result instanceof DatabaseEngine) {
      return engines.computeIfAbsent(result, this::proxy);
    }
    return result instanceof Capability ? proxy(result) : result;
  }

  private Object proxy(Object target) {
    return Proxy.newProxyInstance(
        getClass().getClassLoader(), interfacesOf(target.getClass()), new Handler(target));
  }

  private static Class<?>[] interfacesOf(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      all.addAll(List.of(c.getInterfaces()));
    }
    return all.toArray(Class<?>[]::new);
  }

  private final class Handler implements InvocationHandler {
    private final Object target;

    Handler(Object target) {
      this.target = target;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      Object[] given = arguments == null ? new Object[0] : arguments.clone();
      for (int i = 0; i < given.length; i++) {
        if (given[i] != null
            && Proxy.isProxyClass(given[i].getClass())
            && Proxy.getInvocationHandler(given[i]) instanceof Handler other) {
          given[i] = other.target;
        }
      }
      return wrapped(
          tampering.intercept(
              new Tampering.Call(target, method, Arrays.asList(given)),
              new Tampering.Next() {
                @Override
                public Object call() throws Throwable {
                  return Capabilities.call(method, target, given);
                }

                @Override
                public Object with(Object argument) throws Throwable {
                  return Capabilities.call(method, target, argument);
                }
              }));
    }
  }
}
