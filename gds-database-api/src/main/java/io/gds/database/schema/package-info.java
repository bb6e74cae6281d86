/**
 * What is in a database: schemas, tables, collections and views with their columns, indexes and
 * constraints, read in bulk.
 */
@NullMarked
package io.gds.database.schema;

import org.jspecify.annotations.NullMarked;
