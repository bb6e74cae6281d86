package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Reconciler;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checking a database's integrity. */
final class MssqlCheckups {
  private final MssqlContext context;
  private final String name;
  private final MssqlChecks checks;

  MssqlCheckups(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
    this.checks = new MssqlChecks(context);
  }

  /** What the server remembers. */
  MssqlIntegrity integrity() {
    return new MssqlIntegrityReading(context, name).read();
  }

  Operation<MssqlCheckInfo> prepareCheck(MssqlCheckOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    MssqlCheckRun run = new MssqlCheckRun(context, name, options);
    return context
        .runner()
        .<MssqlCheckInfo>plan("check", name)
        .options(options)
        .measure(() -> checks.of(name, now -> measured(now, options)))
        // It changes nothing, but takes hours: never is it begun anew without being asked for.
        .step(
            new Step(StepKind.SQL, run.sql(), Effect.ONCE, ""),
            run::run,
            () -> Reconciler.Finding.NOT_DONE)
        .yields(run::info);
  }

  private List<Check> measured(MssqlRights now, MssqlCheckOptions options) {
    List<Check> all = new ArrayList<>();
    all.add(checks.exists(now, name));
    all.add(checks.mayOwn(now, name));
    all.add(checks.awake(now, name));
    all.add(
        Checks.advise(
            context.clock(),
            now.seesSessions(),
            "how far it has come can be seen",
            name,
            now.seesSessions() ? "yes" : "no",
            "yes",
            "GRANT VIEW SERVER STATE (from 2022 on VIEW SERVER PERFORMANCE STATE) TO this login."));
    if (options.locked()) {
      all.add(
          Checks.advise(
              context.clock(),
              false,
              "others go on with their work meanwhile",
              name,
              "their tables are locked, one after the other",
              "nothing is locked",
              "Leave the option out: then the server checks an inner snapshot."));
    }
    if (options.maxDop().orElse(1) != 1) {
      Optional<String> lack =
          context.product().lack(MssqlFeature.PARALLEL_CHECK).map(MssqlFeature.Lack::reason);
      all.add(
          Checks.advise(
              context.clock(),
              lack.isEmpty(),
              "several processors work at it",
              name,
              lack.orElse("yes"),
              "yes",
              "Expect it to take as long as with one."));
    }
    return all;
  }
}
