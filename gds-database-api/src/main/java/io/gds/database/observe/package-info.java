/**
 * How a server is doing: metrics, logs, and the statements that cost most. Reads only; where a
 * server keeps no history, the caller starts a sampling.
 */
@NullMarked
package io.gds.database.observe;

import org.jspecify.annotations.NullMarked;
