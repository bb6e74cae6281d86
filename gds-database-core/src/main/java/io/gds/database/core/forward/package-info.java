/**
 * Handles that consist of capabilities, each of which another object has: one interface for each
 * capability, that hands every call on. Sees the api only.
 */
@NullMarked
package io.gds.database.core.forward;

import org.jspecify.annotations.NullMarked;
