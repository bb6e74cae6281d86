/**
 * How operations run: the gate through which everything that changes a server passes, and what it
 * needs. Platforms write operations with {@link io.gds.database.core.Plan} and hand them to their
 * engine's {@link io.gds.database.core.OperationRunner}; only the gate calls a step's body.
 */
@NullMarked
package io.gds.database.core;

import org.jspecify.annotations.NullMarked;
