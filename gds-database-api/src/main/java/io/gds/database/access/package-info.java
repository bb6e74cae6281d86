/**
 * Who may do what, and who is doing what: users, roles and grants; sessions, whom they wait for,
 * and how they are ended.
 */
@NullMarked
package io.gds.database.access;

import org.jspecify.annotations.NullMarked;
