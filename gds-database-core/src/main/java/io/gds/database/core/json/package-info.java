/** JSON as this library writes it: for the audit trail, manifests and tools. Sees the api only. */
@NullMarked
package io.gds.database.core.json;

import org.jspecify.annotations.NullMarked;
