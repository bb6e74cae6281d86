/**
 * A database engine in memory, for the tests of tools that are written on the object model. It has
 * every capability, runs its operations through the same gate as a real platform, can pose as any
 * platform, records what it was asked, and fails when it is told to.
 */
@NullMarked
package io.gds.database.testkit.fake;

import org.jspecify.annotations.NullMarked;
