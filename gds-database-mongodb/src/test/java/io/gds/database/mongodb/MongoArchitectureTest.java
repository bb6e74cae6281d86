package io.gds.database.mongodb;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.mongodb.client.MongoClients;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.gds.database.connection.Secret;

/** What only one class of the module does. */
@AnalyzeClasses(packages = "io.gds.database.mongodb", importOptions = DoNotIncludeTests.class)
class MongoArchitectureTest {
  @ArchTest
  static final ArchRule onlyLogInsReadSecrets =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(MongoLogIns.class.getName())
          .should()
          .callMethodWhere(
              JavaAccess.Predicates.targetOwner(assignableTo(Secret.class))
                  .and(DescribedPredicate.describe("chars", c -> c.getName().equals("chars"))));

  @ArchTest
  static final ArchRule onlyConnectionsMakeClients =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(MongoConnections.class.getName())
          .should()
          .callMethodWhere(JavaAccess.Predicates.targetOwner(assignableTo(MongoClients.class)))
          .because("time-outs, encryption, log-ins and closing are there once");

  @ArchTest
  static final ArchRule nobodyUsesWhatTheDriverKeepsForItself =
      noClasses().should().dependOnClassesThat().resideInAPackage("com.mongodb.internal..");
}
