package io.gds.database.testkit.wire;

/**
 * What the connections of a peer have in common.
 *
 * @param setup what it is like
 * @param script what it answers
 * @param state what it is at the moment
 * @param cursors those that are open
 * @param own what it answers by itself
 * @param beside what it says beside its answers
 */
record MongoParts(
    MongoSetup setup,
    MongoScript script,
    MongoState state,
    MongoCursors cursors,
    MongoOwnAnswers own,
    MongoBeside beside) {
  /** The parts of a peer that has not served anybody. */
  static MongoParts of(MongoSetup setup, MongoScript script, MongoState state, MongoClock clock) {
    MongoCursors cursors = new MongoCursors();
    return new MongoParts(
        setup,
        script,
        state,
        cursors,
        new MongoOwnAnswers(setup.release(), cursors),
        new MongoBeside(setup.release(), state, clock));
  }
}
