package io.gds.database.testkit.sqlserver;

import java.util.List;
import java.util.TreeSet;

/** All that a statement could change in a server, as text, to be compared with what it was. */
final class ModelContents {
  private static final List<String> VIEWS =
      List.of(
          "sys.databases",
          "sys.database_recovery_status",
          "sys.master_files",
          "sys.configurations",
          "sys.server_principals",
          "sys.server_role_members",
          "sys.server_permissions",
          "sys.sql_logins",
          "sys.availability_groups",
          "sys.availability_replicas",
          "sys.availability_databases_cluster",
          "sys.dm_hadr_availability_replica_states",
          "sys.dm_hadr_database_replica_states",
          "msdb.dbo.backupset");

  private ModelContents() {}

  static String of(ModelServer server) {
    StringBuilder text = new StringBuilder();
    VIEWS.forEach(view -> text.append(server.catalog().listing(view)).append('\n'));
    text.append(server.scopedSettings().contents()).append('\n');
    server
        .catalog()
        .all(String.class, "SELECT name FROM sys.databases ORDER BY database_id")
        .forEach(
            name ->
                text.append(name)
                    .append('=')
                    .append(server.databases().log(name).rows())
                    .append(server.users().beyond(name)));
    return text.append('\n').append(new TreeSet<>(server.media().paths())).toString();
  }
}
