package io.gds.database.mongodb;

import io.gds.database.ha.HaState;

/**
 * What a member says it is, or the others say of it.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/replica-states/">replica set member
 *     states</a>
 */
enum MongoMemberState {
  STARTUP(0, HaState.RESOLVING, false),
  PRIMARY(1, HaState.HEALTHY, true),
  SECONDARY(2, HaState.SYNCHRONIZING, true),
  RECOVERING(3, HaState.SYNCHRONIZING, true),
  STARTUP2(5, HaState.SYNCHRONIZING, true),
  UNKNOWN(6, HaState.UNKNOWN, false),
  ARBITER(7, HaState.HEALTHY, true),
  DOWN(8, HaState.DISCONNECTED, false),
  ROLLBACK(9, HaState.RESOLVING, true),
  REMOVED(10, HaState.NOT_SYNCHRONIZED, false);

  private final int code;
  private final HaState state;
  private final boolean votes;

  MongoMemberState(int code, HaState state, boolean votes) {
    this.code = code;
    this.state = state;
    this.votes = votes;
  }

  /** By the server's number; what is not known here is UNKNOWN. */
  static MongoMemberState of(long code) {
    for (MongoMemberState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    return UNKNOWN;
  }

  /** How it is, unless more is known of it. */
  HaState state() {
    return state;
  }

  /** Whether it is alive and may vote, if it has a vote. */
  boolean votes() {
    return votes;
  }

  /** Whether it does what a member is there for. */
  boolean works() {
    return this == PRIMARY || this == SECONDARY || this == ARBITER;
  }
}
