/**
 * External tools such as {@code pg_dump}: finding them, asking their version, running them without
 * a shell, and ending them with everything they started. Sees the API and {@code core.archive}.
 *
 * <p>No secret is ever passed as an argument or in the environment, where other users and later
 * readers could see it; tools get secrets through a {@link io.gds.database.core.tool.SecretFile}.
 * So there is nothing to mask in what a tool writes, and nothing is masked.
 */
@NullMarked
package io.gds.database.core.tool;

import org.jspecify.annotations.NullMarked;
