/**
 * Where to connect and as whom: platform type, hosts, credentials, TLS, pool and time-outs. Nothing
 * here connects, and nothing here prints a secret. Sees only {@code error}.
 */
@NullMarked
package io.gds.database.connection;

import org.jspecify.annotations.NullMarked;
