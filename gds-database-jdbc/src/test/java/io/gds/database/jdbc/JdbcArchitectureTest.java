package io.gds.database.jdbc;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.gds.database.connection.Secret;
import java.io.PrintStream;
import java.sql.DriverManager;
import java.sql.Statement;

@AnalyzeClasses(packages = "io.gds.database.jdbc", importOptions = DoNotIncludeTests.class)
class JdbcArchitectureTest {
  @ArchTest
  static final ArchRule onlyTheExchangeTouchesStatements =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Exchange.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(SessionNumber.class.getName())
          .should()
          .dependOnClassesThat(assignableTo(Statement.class))
          .because("what is asked before a pool has the connection has no executor yet");

  @ArchTest
  static final ArchRule noDriverIsChosenByTheJvm =
      noClasses().should().dependOnClassesThat().areAssignableTo(DriverManager.class);

  @ArchTest
  static final ArchRule onlyOneClassReadsSecrets =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(DriverConnections.class.getName())
          .should()
          .callMethodWhere(
              JavaAccess.Predicates.targetOwner(assignableTo(Secret.class))
                  .and(DescribedPredicate.describe("chars", c -> c.getName().equals("chars"))));

  @ArchTest
  static final ArchRule secretsBecomeTextInOneMethod =
      noMethods()
          .that()
          .doNotHaveName("secretText")
          .should(
              new com.tngtech.archunit.lang.ArchCondition<>("read a secret") {
                @Override
                public void check(
                    com.tngtech.archunit.core.domain.JavaMethod method,
                    com.tngtech.archunit.lang.ConditionEvents events) {
                  method.getMethodCallsFromSelf().stream()
                      .filter(call -> call.getTargetOwner().isEquivalentTo(Secret.class))
                      .filter(call -> call.getName().equals("chars"))
                      .forEach(
                          call ->
                              events.add(
                                  com.tngtech.archunit.lang.SimpleConditionEvent.satisfied(
                                      method, call.getDescription())));
                }
              });

  @ArchTest
  static final ArchRule thePoolLibraryIsSeenByThePoolAlone =
      noClasses()
          .that()
          .doNotHaveSimpleName("ConnectionPool")
          .and()
          .doNotHaveSimpleName("Builder")
          .and()
          .doNotHaveSimpleName("Discretion")
          .should()
          .dependOnClassesThat(resideInAPackage("com.zaxxer.."));

  @ArchTest
  static final ArchRule itKnowsNoPlatformAndNoNeighbour =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "java..",
                  "javax.sql..",
                  "org.slf4j..",
                  "org.jspecify..",
                  "com.zaxxer.hikari..",
                  "io.gds.database.jdbc",
                  "io.gds.database.core",
                  "io.gds.database.core.secret",
                  "io.gds.database.core.tool",
                  "io.gds.database.core.url",
                  "io.gds.database.connection",
                  "io.gds.database.data",
                  "io.gds.database.error",
                  "io.gds.database.spi"));

  @ArchTest
  static final ArchRule nothingIsPrinted =
      noClasses().should().dependOnClassesThat().areAssignableTo(PrintStream.class);
}
