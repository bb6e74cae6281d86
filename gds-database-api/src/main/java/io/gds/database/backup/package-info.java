/**
 * Backups: making them, finding them again, proving them, restoring them, and deleting old ones by
 * a plan that can be read first.
 */
@NullMarked
package io.gds.database.backup;

import org.jspecify.annotations.NullMarked;
