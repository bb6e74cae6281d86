/**
 * A small stateful Snowflake account, for tests where none can be reached: {@link
 * io.gds.database.testkit.snowflake.SnowflakeModel} stands behind the wire peer and answers what a
 * client asks. Output has the columns that the vendor documents; what the model does not know fails
 * the test. It proves what a client sends and how it takes the answers, never that a real account
 * agrees.
 *
 * <p>How to teach it something:
 *
 * <ul>
 *   <li>A statement: a class of its own that is a {@code SnowflakeVerb}, with the vendor's page,
 *       and a line in {@code ModelStatements}. It parses by {@code SnowflakeReader}, finds things
 *       and looks for rights by {@code ModelSession}, and raises {@code ModelError}.
 *   <li>Rows of a {@code SHOW}: {@code ShowFilter} narrows them, {@code ShowScope} reads where.
 *   <li>A view or a table function: a method that gives {@code ModelRows}, and a line in {@code
 *       ModelViews}. Queries over them are worked out by H2; {@code ModelQuery} has the words.
 *   <li>A function: a public static method in {@code ModelFunctions} or in a class like it that is
 *       listed there; {@code SYSTEM_X} is SYSTEM$X.
 *   <li>State: a class of its own. What there is once in an account lies under it in {@code
 *       ModelAccount.more}, what belongs to an object in {@code ModelObject.more}; what has an
 *       identity, an owner and rights is a {@code ModelObject}. {@code ModelListing} tells what a
 *       statement could change.
 * </ul>
 */
@NullMarked
package io.gds.database.testkit.snowflake;

import org.jspecify.annotations.NullMarked;
