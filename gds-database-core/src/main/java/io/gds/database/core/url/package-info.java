/** What the connection URLs of all platforms are read with. Sees the api only. */
@NullMarked
package io.gds.database.core.url;

import org.jspecify.annotations.NullMarked;
