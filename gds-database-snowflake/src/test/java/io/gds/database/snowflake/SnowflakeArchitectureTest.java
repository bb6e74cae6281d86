package io.gds.database.snowflake;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.gds.database.connection.Secret;
import java.sql.DriverManager;
import net.snowflake.client.api.statement.SnowflakeStatement;

@AnalyzeClasses(
    packages = "io.gds.database.snowflake",
    importOptions = ImportOption.DoNotIncludeTests.class)
class SnowflakeArchitectureTest {
  @ArchTest
  static final ArchRule onlyFewKnowTheDriver =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(SnowflakeDriver.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(SnowflakeGateway.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(SnowflakeTags.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(SnowflakeProvider.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.snowflake..")
          .because("what was sent must be found again, and the driver's types change");

  @ArchTest
  static final ArchRule nobodyUsesWhatTheDriverKeepsForItself =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("net.snowflake.client.internal..", "net.snowflake.client.jdbc..");

  @ArchTest
  static final ArchRule onlyTheGatewayStartsStatementsWithoutWaiting =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(SnowflakeGateway.class.getName())
          .should()
          .callMethod(SnowflakeStatement.class, "executeAsyncQuery", String.class);

  /** What is logged in with becomes text in the pool, a user's new password where it is sent. */
  @ArchTest
  static final ArchRule secretsBecomeTextInTheirPoolAndWhereANewPasswordIsSent =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(SnowflakeSecretRun.class.getName())
          .should()
          .callMethodWhere(
              JavaAccess.Predicates.targetOwner(assignableTo(Secret.class))
                  .and(DescribedPredicate.describe("chars", c -> c.getName().equals("chars"))));

  @ArchTest
  static final ArchRule connectionsComeFromPools =
      noClasses().should().dependOnClassesThat().areAssignableTo(DriverManager.class);
}
