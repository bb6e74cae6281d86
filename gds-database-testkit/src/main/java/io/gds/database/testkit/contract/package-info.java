/**
 * The contract every platform keeps, as test suites. A platform describes itself once as a {@link
 * io.gds.database.testkit.contract.TestEngine} and extends the six suites, each by a class of one
 * method:
 *
 * <ul>
 *   <li>{@code <P>EngineContractTest}: {@link io.gds.database.testkit.contract.EngineContract}
 *   <li>{@code <P>BackupContractTest}: {@link io.gds.database.testkit.contract.BackupContract}
 *   <li>{@code <P>CloneContractTest}: {@link io.gds.database.testkit.contract.CloneContract}
 *   <li>{@code <P>HaContractTest}: {@link io.gds.database.testkit.contract.HaContract}
 *   <li>{@code <P>OptionsTest}: {@link io.gds.database.testkit.contract.OptionsContract}
 *   <li>{@code <P>LatestSmokeTest}: {@link io.gds.database.testkit.contract.SmokeContract}
 * </ul>
 *
 * <p>The suites search all that is logged for leaked secrets, so {@code slf4j-jdk14} must be the
 * only logging back end on the test class path.
 *
 * <p>{@code <P>} is what stands before {@code Provider} in the name of the provider's class. What a
 * platform declares must work; what it does not declare must be refused with the exact exception. A
 * test is skipped, saying why, only where a platform has nothing that it could be tried on: no
 * passwords, no system databases, no answer that can be made to get lost.
 */
@NullMarked
package io.gds.database.testkit.contract;

import org.jspecify.annotations.NullMarked;
