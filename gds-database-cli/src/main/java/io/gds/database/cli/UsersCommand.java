package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists users. */
@Command(name = "users", description = "List the users of the engine.")
final class UsersCommand extends EngineCommand {
  @Option(
      names = "--like",
      paramLabel = "P",
      description = "Only names like this, with * and ? as wildcards.")
  private @Nullable String like;

  @Option(names = "--system", description = "The platform's own users too.")
  private boolean system;

  UsersCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    PrincipalQuery query = PrincipalQuery.all().system(system);
    query = like == null ? query : query.like(like);
    gds.output()
        .list(
            engine.require(SupportsUsers.class).users(query),
            UserInfo.class,
            List.of(
                Column.left("NAME", UserInfo::name),
                Column.left("DATABASE", UserInfo::database),
                Column.left("AUTH", UserInfo::authType),
                Column.left("ENABLED", UserInfo::enabled),
                Column.left("LOCKED", user -> user.locked() ? "yes" : ""),
                Column.left("ADMIN", user -> user.administrator() ? "yes" : ""),
                Column.left("ROLES", UserInfo::roles),
                Column.left("LAST LOG-IN", UserInfo::lastLoginAt),
                Column.left("EXPIRES", UserInfo::expiresAt)));
  }
}
