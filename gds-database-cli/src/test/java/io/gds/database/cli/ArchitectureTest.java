package io.gds.database.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gds.database.core.json.Json;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackagesOf(Gds.class);

  @Test
  void theCommandLineUsesNothingButThePublicApiAndOneJsonWriter() {
    noClasses()
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                    "io.gds.database.core..",
                    "io.gds.database.jdbc..",
                    "io.gds.database.sqlite..",
                    "io.gds.database.postgres..",
                    "io.gds.database.mssql..",
                    "io.gds.database.mongodb..",
                    "io.gds.database.testkit..",
                    "org.sqlite..",
                    "com.mongodb..",
                    "org.bson..",
                    "com.zaxxer..",
                    "com.fasterxml..")
                .and(DescribedPredicate.not(JavaClass.Predicates.type(Json.class)))
                .and(DescribedPredicate.not(typedHandleOfCollections())))
        .check(CLASSES);
  }

  /** Export and import of collections are on the typed handle only, as any user takes it. */
  private static DescribedPredicate<JavaClass> typedHandleOfCollections() {
    return DescribedPredicate.describe(
        "what exports and imports collections",
        type ->
            type.getName()
                .matches(
                    "io\\.gds\\.database\\.mongodb\\.Mongo(Database|FileFormat|ColumnTypes|(Export|Import)(Options|Info|Mode)(\\$Builder)?)"));
  }

  @Test
  void onlyTheMainClassIsPublic() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .doNotBelongToAnyOf(Gds.class)
        .should()
        .notBePublic()
        .check(CLASSES);
  }

  @Test
  void nothingWritesPastTheConsole() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Console.class)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }
}
