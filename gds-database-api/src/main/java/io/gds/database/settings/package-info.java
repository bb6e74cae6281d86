/**
 * The configuration of a server, of its databases and users: what is set, what runs, what waits for
 * a restart and why, and changing it.
 */
@NullMarked
package io.gds.database.settings;

import org.jspecify.annotations.NullMarked;
