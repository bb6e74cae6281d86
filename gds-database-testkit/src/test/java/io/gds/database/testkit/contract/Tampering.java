package io.gds.database.testkit.contract;

import java.lang.reflect.Method;
import java.util.List;

/** What a platform does otherwise than the fake behind it. */
@FunctionalInterface
interface Tampering {
  /** A platform that does as the fake does. */
  Tampering NONE = (call, next) -> next.call();

  /** A call of one method of an engine, a database or one of their capabilities. */
  record Call(Object target, Method method, List<Object> arguments) {
    boolean is(String name) {
      return method.getName().equals(name);
    }

    <A> A argument(Class<A> type) {
      return type.cast(arguments.get(0));
    }
  }

  /** What the fake does. */
  interface Next {
    Object call() throws Throwable;

    /** The same with another first argument. */
    default Object with(Object argument) throws Throwable {
      throw new UnsupportedOperationException();
    }
  }

  /** What is done instead, or before or after. */
  Object intercept(Call call, Next next) throws Throwable;
}
