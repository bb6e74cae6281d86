/**
 * Where secrets come from: the built-in resolvers and the one place that asks them. Sees the API
 * only.
 *
 * <p>Secrets travel as character arrays and are wiped by whoever made the copy. What cannot be
 * wiped is what the JVM or the system keeps itself: the strings behind {@link
 * System#getenv(String)} and {@link System#getProperty(String)} live as long as the process, and
 * {@code /proc/PID/environ} shows the environment to the same user. A file of mode 0600 or a key
 * store leaves no such residue.
 */
@NullMarked
package io.gds.database.core.secret;

import org.jspecify.annotations.NullMarked;
