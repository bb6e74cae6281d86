/**
 * Local archives that can be trusted: published whole or not at all, with a manifest beside them,
 * and verified byte by byte. Sees the API only.
 *
 * <p>An archive {@code NAME} is a file or a directory of files; {@code NAME.manifest.json} beside
 * it says what it is and what its bytes must be. Whatever else this package writes ends in {@code
 * .partial} and carries the mark of the process that writes it, so that leftovers of a killed
 * process can be told from the work of a living one.
 */
@NullMarked
package io.gds.database.core.archive;

import org.jspecify.annotations.NullMarked;
