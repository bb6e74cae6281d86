/**
 * The front door: finding providers, opening engines, working on many of them. Sees everything; is
 * seen by nothing.
 */
@NullMarked
package io.gds.database.manager;

import org.jspecify.annotations.NullMarked;
