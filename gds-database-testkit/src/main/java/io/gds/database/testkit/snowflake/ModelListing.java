package io.gds.database.testkit.snowflake;

import java.util.List;
import java.util.stream.Stream;

/** An account as text, so that two readings can be compared. */
final class ModelListing {
  private ModelListing() {}

  static String of(ModelAccount account) {
    StringBuilder text = new StringBuilder();
    text.append("parameters ").append(account.parameters()).append('\n');
    Stream.concat(account.databases().present().stream(), account.databases().dropped().stream())
        .forEach(database -> add(database, text));
    account.warehouses().forEach(each -> add(each, text));
    account
        .warehouses()
        .forEach(
            each ->
                text.append(each.size())
                    .append(each.autoSuspend())
                    .append(each.autoResume())
                    .append(each.isStarted()));
    account.roles().forEach(each -> add(each, text));
    account.users().forEach(each -> add(each, text));
    account
        .users()
        .forEach(
            each ->
                text.append(each.properties())
                    .append(ModelParameters.of(account).ofUser(each.name()))
                    .append('\n'));
    text.append("transactions ").append(ModelTransactions.of(account).all()).append('\n');
    account.grants().all().forEach(each -> text.append(each).append('\n'));
    account.grants().future().forEach(each -> text.append(each).append('\n'));
    ModelOrganization.of(account)
        .groups()
        .forEach(
            group ->
                text.append(group.kind())
                    .append(group.types())
                    .append(group.databases())
                    .append(group.accounts())
                    .append(group.failoverAccounts())
                    .append(group.schedule())
                    .append(
                        group.members().stream()
                            .map(each -> each.address() + " " + each.isSuspended())
                            .toList())
                    .append('\n'));
    return text.toString();
  }

  private static void add(ModelObject object, StringBuilder text) {
    text.append(object)
        .append(object.isThere() ? "" : " dropped")
        .append(" of ")
        .append(object.ownerName())
        .append(' ')
        .append(object.ownRetention())
        .append(' ')
        .append(object.comment())
        .append(object.tags());
    if (object instanceof ModelTable table) {
      text.append(table.columns()).append(table.rows());
    } else if (object instanceof ModelDatabase database) {
      text.append(database.parameters()).append(database.isReadOnly());
    } else if (object instanceof ModelSchema schema) {
      ModelStages.of(schema).present().forEach(stage -> text.append(stage.listing()));
    }
    text.append('\n');
    List<? extends ModelObject> children = object.children();
    children.forEach(child -> add(child, text));
  }
}
