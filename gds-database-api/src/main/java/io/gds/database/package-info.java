/**
 * The object model: an opened {@link io.gds.database.DatabaseEngine} holds {@link
 * io.gds.database.Database}s; what each can do is asked of it as {@link
 * io.gds.database.Capability}. Sees {@code error}, {@code connection} and {@code operation} below
 * it; the capability packages and {@code manager} see it.
 */
@NullMarked
package io.gds.database;

import org.jspecify.annotations.NullMarked;
