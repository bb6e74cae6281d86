package io.gds.database.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.spi.DatabaseProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {
  @TempDir Path directory;
  private final List<URLClassLoader> loaders = new ArrayList<>();

  @AfterEach
  void closeLoaders() throws IOException {
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  private ProviderJar jar() {
    return new ProviderJar(directory);
  }

  private ClassLoader loader(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    URLClassLoader loader = new URLClassLoader(urls, DatabaseProvider.class.getClassLoader());
    loaders.add(loader);
    return loader;
  }

  private static List<String> types(DatabaseManager manager) {
    return manager.providers().stream().map(provider -> provider.type().id()).toList();
  }

  @Test
  void providersAreFoundOnAClassPath() throws Exception {
    ClassLoader loader =
        loader(
            jar().provider("A", "one").write("a.jar"), jar().provider("B", "two").write("b.jar"));

    try (DatabaseManager manager = DatabaseManager.discover(loader)) {
      assertThat(types(manager)).containsExactly("one", "two");
      assertThat(manager.brokenProviders()).isEmpty();
      assertThat(manager.providers().get(0).driverVersion()).isEmpty();
    }
  }

  @Test
  void theThreadsOwnClassPathIsAskedUnlessAnotherIsNamed() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader(jar().provider("A", "one").write("a.jar")));
    try (DatabaseManager manager = DatabaseManager.discover()) {
      assertThat(types(manager)).containsExactly("one");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aThreadWithoutAClassPathUsesTheLibrarysOwn() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(null);
    try (DatabaseManager manager = DatabaseManager.discover()) {
      assertThat(manager.providers()).isEmpty();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void twoProvidersOfOnePlatformAreRefusedNamingBothJarsAndClasses() throws Exception {
    ClassLoader loader =
        loader(
            jar().provider("Mine", "twin").write("mine.jar"),
            jar().provider("Yours", "twin").write("yours.jar"));

    assertThatThrownBy(() -> DatabaseManager.discover(loader))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
              assertThat(e.platform()).contains("twin");
              assertThat(e.remedy()).contains("Keep one of the two on the class path.");
            })
        .hasMessageContainingAll(
            "two providers of twin", "others.Mine", "mine.jar", "others.Yours", "yours.jar");
  }

  @Test
  void theSameProviderFoundAndRegisteredIsOne() throws Exception {
    TestProvider given = new TestProvider();

    try (DatabaseManager manager =
        DatabaseManager.builder()
            .provider(given)
            .provider(new TestProvider())
            .discover(loader(jar().provider("A", "one").write("a.jar")))
            .build()) {
      assertThat(types(manager)).containsExactly("fake", "one");
      assertThat(manager.providers().get(0)).isSameAs(given);
    }
  }

  @Test
  void aBrokenProviderHidesNoneOfTheOthersAndSaysWhatIsWrong() throws Exception {
    ClassLoader loader =
        loader(
            jar().registered("others.Gone").write("gone.jar"),
            jar().registered("not a class name").write("garbled.jar"),
            jar()
                .provider(
                    "Throwing",
                    "public Throwing() { throw new IllegalStateException(\"no driver\"); }",
                    "return null;")
                .write("throwing.jar"),
            jar()
                .source("Base", "package others; public class Base {}")
                .source("Unlinked", "package others; public class Unlinked extends Base {}")
                .registered("others.Unlinked")
                .without("Base")
                .write("unlinked.jar"),
            jar()
                .provider("Static", "static final int X = Integer.parseInt(\"x\");", "return null;")
                .write("static.jar"),
            jar().provider("Typeless", "", "return null;").write("typeless.jar"),
            jar()
                .provider("Mute", "", "throw new IllegalStateException(\"no platform\");")
                .write("mute.jar"),
            jar()
                .source("Stranger", "package others; public class Stranger {}")
                .registered("others.Stranger")
                .write("stranger.jar"),
            jar().provider("Good", "good").write("good.jar"));

    try (DatabaseManager manager = DatabaseManager.discover(loader)) {
      assertThat(types(manager)).containsExactly("good");
      assertThat(manager.brokenProviders())
          .hasSize(8)
          .anySatisfy(why -> assertThat(why).contains("others.Gone", "not found"))
          .anySatisfy(why -> assertThat(why).contains("garbled.jar"))
          .anySatisfy(why -> assertThat(why).contains("others.Throwing", "no driver"))
          .anySatisfy(why -> assertThat(why).contains("others/Base"))
          .anySatisfy(why -> assertThat(why).contains("others.Static"))
          .anySatisfy(why -> assertThat(why).contains("others.Typeless", "typeless.jar"))
          .anySatisfy(why -> assertThat(why).contains("others.Mute", "no platform"))
          .anySatisfy(why -> assertThat(why).contains("others.Stranger"));
      assertThatThrownBy(() -> manager.parse("other://db"))
          .hasMessageContaining("providers found: good; left out because broken: ")
          .hasMessageContaining("others.Gone");
    }
  }

  @Test
  void withoutAMatchingProviderWhatWasAskedAndWhatWasFoundIsSaidAndNoSecret() throws Exception {
    ClassLoader loader =
        loader(
            jar().provider("A", "one").write("a.jar"), jar().provider("B", "two").write("b.jar"));

    try (DatabaseManager manager = DatabaseManager.discover(loader)) {
      assertThatThrownBy(() -> manager.open("postgresql://app:c4nary@db:5432/shop?key=c4nary"))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.NO_PROVIDER);
                assertThat(e.remedy().orElseThrow()).contains("class path");
                assertThat(e.toString()).doesNotContain("c4nary");
              })
          .hasMessage("no provider for postgresql://<hidden>@db:5432/…; providers found: one, two");
      assertThatThrownBy(
              () -> manager.open(ConnectionInfo.builder(DatabaseType.MYSQL).host("db").build()))
          .hasMessage("no provider for mysql://db/; providers found: one, two");
    }
  }

  @Test
  void withoutAnyProviderThatIsSaid() {
    try (DatabaseManager manager = DatabaseManager.of()) {
      assertThatThrownBy(() -> manager.parse("sqlite:/data"))
          .hasMessage("no provider for sqlite:…; providers found: none");
    }
  }

  @Test
  void whatIsAddedToABuilderLaterIsNotInTheManagersItBuiltBefore() {
    DatabaseManager.Builder builder = DatabaseManager.builder();
    try (DatabaseManager before = builder.build();
        DatabaseManager after = builder.provider(new TestProvider()).build()) {
      assertThat(before.providers()).isEmpty();
      assertThat(types(after)).containsExactly("fake");
    }
  }
}
