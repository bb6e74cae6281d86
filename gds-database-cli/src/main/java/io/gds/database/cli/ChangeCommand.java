package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.PreconditionFailedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * A command that runs one operation: prepare, show it or ask, run it with progress, tell the
 * result. Everything that goes wrong on the way is in the result too.
 */
abstract class ChangeCommand implements Callable<Integer> {
  final Gds gds;

  ChangeCommand(Gds gds) {
    this.gds = gds;
  }

  /** What is done, as the API calls it, for a result without an operation. */
  abstract String verb();

  /** What it is done to, likewise. */
  abstract String target();

  /** Refuses arguments that do not go together, before anything is opened. */
  void check() {}

  /** Plans the operation. */
  abstract Operation<?> prepare(DatabaseManager manager, DatabaseEngine engine);

  /** What is to be confirmed before it is run; empty if it destroys and interrupts nothing. */
  Optional<String> question() {
    return Optional.empty();
  }

  /** What it yielded, for people, a line each. */
  List<String> text(Object value) {
    return Output.text(Fields.of(value));
  }

  /** What of it was not done although it went to its end; empty if all was. */
  Optional<String> shortfall(Object value) {
    return Optional.empty();
  }

  @Override
  public final Integer call() {
    try (DatabaseManager manager = gds.manager()) {
      try {
        check();
        requireAnswers();
        DatabaseEngine engine = manager.open(gds.connection().info(manager));
        Operation<?> operation = prepare(manager, engine);
        return gds.runs().dryRun() ? show(operation) : tell(run(engine, operation));
      } catch (DatabaseException e) {
        return tell(notStarted(e));
      }
    }
  }

  private int tell(OperationResult<?> result) {
    gds.output().result(result, this::text);
    Optional<String> shortfall = result.value().map(Object.class::cast).flatMap(this::shortfall);
    shortfall.ifPresent(gds.console()::say);
    return shortfall.isPresent() ? ExitCodes.FAILED : ExitCodes.of(result);
  }

  private void requireAnswers() {
    if (!gds.runs().dryRun()
        && !gds.runs().yes()
        && question().isPresent()
        && !gds.console().answers()) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_OPTIONS,
              "it is to be confirmed, and there is no terminal to ask on")
          .remedy("Use --yes to do it, or --dry-run to see what it would do.")
          .toException();
    }
  }

  private OperationResult<?> run(DatabaseEngine engine, Operation<?> operation) {
    // What is refused anyway need not be asked.
    if (!operation.refused() && !gds.runs().yes()) {
      Optional<String> question = question();
      if (question.isPresent() && !gds.console().confirm(question.get())) {
        return notStarted(
            ErrorDetails.of(ErrorCode.CANCELLED, "not confirmed, so nothing was done")
                .toException());
      }
    }
    OperationContext.Builder context = OperationContext.builder();
    gds.connection().within().ifPresent(context::within);
    if (!gds.console().watches()) {
      return gds.interruption().run(engine.operations(), operation, context.build());
    }
    try (ProgressBar bar = new ProgressBar(gds.console().err(), operation.name())) {
      return gds.interruption().run(engine.operations(), operation, context.progress(bar).build());
    }
  }

  private int show(Operation<?> operation) {
    List<Check> refusals = operation.checks().stream().filter(Check::refused).toList();
    Optional<DatabaseException> refusal =
        refusals.isEmpty()
            ? Optional.empty()
            : Optional.of(PreconditionFailedException.of(refusals));
    Output output = gds.output();
    switch (output.format()) {
      case TABLE -> output.lines(Scripts.lines(operation));
      case JSON -> output.document(Scripts.fields(operation, refusal));
      case CSV -> output.csv(List.of(), List.of(Scripts.fields(operation, refusal)));
    }
    refusal.ifPresent(output::fault);
    return refusal.map(error -> ExitCodes.of(error.code())).orElse(ExitCodes.DONE);
  }

  private OperationResult<?> notStarted(DatabaseException error) {
    return OperationResult.notStarted(
        verb(), target(), Instant.now(), UUID.randomUUID().toString(), error);
  }
}
