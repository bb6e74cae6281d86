package io.gds.database.cli;

import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What an engine or a database can do, and why it cannot do the rest. */
@Command(
    name = "capabilities",
    description = "Say what an engine, or one database, can do now, and why not the rest.")
final class CapabilitiesCommand extends EngineCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The database; else the engine.")
  private @Nullable String name;

  CapabilitiesCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    CapabilityReport report =
        name == null ? engine.capabilities() : engine.database(name).capabilities();
    gds.output()
        .list(
            report.entries(),
            CapabilityStatus.class,
            List.of(
                Column.left("CAPABILITY", CapabilityStatus::subject),
                Column.left("AVAILABILITY", CapabilityStatus::availability),
                Column.left("REASON", CapabilityStatus::reason),
                Column.left("REMEDY", CapabilityStatus::remedy)));
  }
}
