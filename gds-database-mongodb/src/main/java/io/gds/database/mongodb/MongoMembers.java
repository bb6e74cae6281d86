package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;

/** Members that are asked by themselves. */
final class MongoMembers {
  private MongoMembers() {}

  /**
   * Commands to a member.
   *
   * @throws DatabaseException if nothing allows this engine's log-in to be sent there
   */
  static MongoCommands require(MongoContext context, HostAddress node) {
    return context.member(node).orElseThrow(() -> foreign(context, node));
  }

  static DatabaseException foreign(MongoContext context, HostAddress node) {
    return ErrorDetails.of(
            ErrorCode.PRECONDITION_FAILED,
            node + " is no member that this connection may log in to")
        .platform(DatabaseType.MONGODB.id())
        .engine(context.runner().engine())
        .target(node.toString())
        .remedy(
            "Write it as the replica set's configuration does, or name it as a peer or among the"
                + " allowed peer hosts.")
        .toException();
  }
}
