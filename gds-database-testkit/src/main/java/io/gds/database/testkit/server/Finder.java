package io.gds.database.testkit.server;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** Finds the PostgreSQL server that fits a test's wants. */
final class Finder {
  private static final String WORD = "postgres";

  private final Spec spec;
  private final UnaryOperator<@Nullable String> environment;

  Finder(Spec spec) {
    this(spec, System::getenv);
  }

  Finder(Spec spec, UnaryOperator<@Nullable String> environment) {
    this.spec = spec;
    this.environment = environment;
  }

  Node require() {
    boolean installed = spec.sources().equals(List.of(Spec.Source.INSTALLED));
    TestServers<Node> servers = TestServers.of(installed ? WORD + "-installed" : WORD, environment);
    if (spec.major() != 0) {
      servers.demandedBy(WORD + "-" + spec.major());
    }
    for (Spec.Source source : spec.sources()) {
      switch (source) {
        case NAMED -> named(servers);
        case DOCKER -> servers.orStarted("Docker", this::inDocker);
        case EMBEDDED -> servers.orStarted("embedded", this::embedded);
        case INSTALLED -> servers.orStarted("installed", this::installed);
      }
    }
    return servers.require();
  }

  private void named(TestServers<Node> servers) {
    if (spec.major() != 0) {
      servers.orNamed("GDS_TEST_POSTGRES_" + spec.major() + "_URL", this::at);
    }
    servers.orNamed("GDS_TEST_POSTGRES_URL", this::at);
  }

  private Node at(String url) throws Exception {
    if (!spec.isPlain()) {
      throw new Unavailable("set, but this test needs a server set up in its own way");
    }
    return NamedNode.at(url, spec.major());
  }

  private Node inDocker() throws IOException {
    if (spec.local()) {
      throw new Unavailable("this test needs a server on this machine");
    }
    Jdbc.demandDriver();
    DockerSocket.demand(environment);
    return DockerNode.started(spec);
  }

  private Node embedded() throws IOException, InterruptedException {
    Jdbc.demandDriver();
    ServerUser user = ServerUser.current();
    PostgresBinaries binaries;
    try {
      binaries = EmbeddedBinaries.available().unpacked(spec.major());
    } catch (NoClassDefFoundError e) {
      throw new Unavailable(
          "no org.apache.commons:commons-compress and org.tukaani:xz to unpack it with: " + e, e);
    }
    return made(binaries, user, "embedded PostgreSQL");
  }

  private Node installed() throws IOException, InterruptedException {
    Jdbc.demandDriver();
    ServerUser user = ServerUser.current();
    return made(PostgresTools.serverBinaries(spec.major()), user, "installed PostgreSQL");
  }

  /**
   * A server that is there and does not start is no reason to skip: perhaps its settings are wrong.
   */
  private Node made(PostgresBinaries binaries, ServerUser user, String what)
      throws IOException, InterruptedException {
    try {
      return LocalNode.made(binaries, user, spec, what);
    } catch (IllegalStateException e) {
      throw new AssertionFailedError(e.getMessage(), e);
    }
  }
}
