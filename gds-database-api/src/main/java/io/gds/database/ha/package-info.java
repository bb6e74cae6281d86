/**
 * High availability: who is primary, who follows and how far behind, who could take over and why
 * not; switching over, failing over, rejoining, and changing the topology. Nothing here acts on its
 * own.
 */
@NullMarked
package io.gds.database.ha;

import org.jspecify.annotations.NullMarked;
