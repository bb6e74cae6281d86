package io.gds.database.testkit.snowflake;

import java.time.Instant;
import java.util.Optional;

/**
 * A right that somebody was given.
 *
 * @param on what it is a right on: the account itself for rights such as CREATE DATABASE
 * @param to a role or a user
 * @param by the role that gave it
 */
record ModelGrant(
    String privilege,
    ModelObject on,
    ModelObject to,
    boolean option,
    Optional<ModelObject> by,
    Instant since) {}
