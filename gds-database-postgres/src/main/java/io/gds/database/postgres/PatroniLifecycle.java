package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starting and stopping a server that Patroni runs. It restarts it when told; a server that is
 * stopped behind its back is started again, or another one takes over.
 *
 * @see <a href="https://patroni.readthedocs.io/en/latest/rest_api.html#restart-endpoint">the
 *     restart endpoint</a>
 */
final class PatroniLifecycle {
  private static final String STARTED = "SELECT pg_postmaster_start_time()::text AS began";

  private final PatroniMoves moves;
  private final PostgresContext context;

  PatroniLifecycle(PatroniMoves moves) {
    this.moves = moves;
    this.context = moves.context();
  }

  /** What only Patroni's own service, or its maintenance mode, can do. */
  Check leftToPatroni(String verb) {
    return Checks.demand(
        context.clock(),
        false,
        "the library may " + verb + " the server",
        context.runner().engine(),
        "Patroni runs it (" + moves.manager().where() + "), and decides by itself whether it runs",
        "not run by Patroni",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        verb.equals("start")
            ? "Start Patroni's service: it starts the server. patronictl resume, if it is paused."
            : "Stop Patroni's service on that machine; or patronictl pause, and then stop the"
                + " server there.");
  }

  /** Restarts the engine's own server by its own Patroni. */
  Operation<@Nullable Void> restart(
      Plan.Builder<@Nullable Void> plan,
      RestartOptions options,
      Supplier<Check> sessions,
      Runnable awaitUnused) {
    plan.measure(() -> checks(sessions));
    Optional<URI> address = moves.seen().flatMap(PatroniLifecycle::own);
    if (address.isPresent()) {
      if (!options.force()) {
        awaitUnused.run();
      }
      AtomicReference<String> before = new AtomicReference<>("");
      new PatroniChange(
              moves.manager(),
              address.get(),
              "/restart",
              Map.of(),
              options.waitAtMost(),
              "the server answers, started anew: " + STARTED,
              () -> started().filter(began -> !began.equals(before.get())).isPresent(),
              () -> true,
              () -> "See Patroni's log there.")
          .add(plan, () -> before.set(started().orElse("")));
    }
    return plan.yields(() -> null);
  }

  private Optional<String> started() {
    return context.sql().first(STARTED, row -> row.text("began"));
  }

  private static Optional<URI> own(PatroniSeen seen) {
    return seen.self().flatMap(name -> seen.patroni().node(name)).map(PatroniNode::address);
  }

  private List<Check> checks(Supplier<Check> sessions) {
    PatroniMoveChecks all = new PatroniMoveChecks(moves, Optional.empty());
    Optional<PatroniSeen> found = all.cluster();
    PostgresCheckList checks = all.list();
    found.ifPresent(
        seen -> {
          Optional<URI> address = own(seen);
          checks.demand(
              address.isPresent(),
              "the address of the server's own Patroni is configured",
              seen.self().orElse(context.runner().engine()),
              address
                  .map(URI::toString)
                  .orElse(
                      seen.silence()
                          .map(DatabaseException::getMessage)
                          .orElse("none of " + moves.manager().where() + " is it")),
              "one of " + PostgresPatroni.ADDRESSES.id(),
              ErrorCode.INVALID_CONNECTION,
              "Add the address of this server's Patroni to "
                  + PostgresPatroni.ADDRESSES.id()
                  + ".");
          address.ifPresent(all::mayLogIn);
          checks.demand(
              context.info().hosts().size() <= 1,
              "the connection leads to one server",
              context.runner().engine(),
              context.info().hosts().size() + " hosts",
              "one",
              ErrorCode.UNSUPPORTED_CAPABILITY,
              "Open an engine on the one server that is meant.");
        });
    checks.add(sessions.get());
    return checks.all();
  }
}
