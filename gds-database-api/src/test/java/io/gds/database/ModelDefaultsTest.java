package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the interfaces of the model do by themselves. */
class ModelDefaultsTest {
  @Test
  void anAttributeIsReadByNameFromWhateverAPlatformTells() {
    for (Class<?> type : new Class<?>[] {DatabaseMetadata.class, EngineMetadata.class}) {
      Object metadata =
          proxy(
              type,
              (self, method, args) ->
                  method.isDefault()
                      ? InvocationHandler.invokeDefault(self, method, args)
                      : Map.of("pageSize", 4096));

      assertThat(
              metadata instanceof DatabaseMetadata database
                  ? database.attribute("pageSize")
                  : ((EngineMetadata) metadata).attribute("pageSize"))
          .contains(4096);
      assertThat(
              metadata instanceof DatabaseMetadata database
                  ? database.attribute("other")
                  : ((EngineMetadata) metadata).attribute("other"))
          .isEmpty();
    }
  }

  @Test
  void anEngineCreatesADatabaseByItsHandle() {
    Database made = proxy(Database.class, (self, method, args) -> null);
    Database handle =
        proxy(
            Database.class,
            (self, method, args) -> {
              assertThat(method.getName()).isEqualTo("create");
              assertThat(args).containsExactly(CreateOptions.defaults());
              return made;
            });
    DatabaseEngine engine =
        proxy(
            DatabaseEngine.class,
            (self, method, args) -> {
              if (method.isDefault()) {
                return InvocationHandler.invokeDefault(self, method, args);
              }
              assertThat(method.getName()).isEqualTo("database");
              assertThat(args).containsExactly("orders");
              return handle;
            });

    assertThat(engine.createDatabase("orders", CreateOptions.defaults()) == made).isTrue();
  }

  @Test
  void aUsableDatabaseIsOnlineWritableAndForEverybody() {
    assertThat(DatabaseCondition.USABLE)
        .isEqualTo(new DatabaseCondition(DatabaseState.ONLINE, AccessMode.MULTI_USER, false));
    assertThatThrownBy(() -> new DatabaseCondition(null, AccessMode.MULTI_USER, false))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("state");
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
