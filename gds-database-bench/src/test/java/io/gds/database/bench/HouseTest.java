package io.gds.database.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.Statement;

/** The house as a whole: which module sees which, and what only one of them may do. */
@AnalyzeClasses(packages = "io.gds.database", importOptions = DoNotIncludeTests.class)
class HouseTest {
  private static final String ROOT = "io.gds.database";

  private static DescribedPredicate<JavaClass> api() {
    return DescribedPredicate.describe(
        "the api",
        type ->
            type.getPackageName().startsWith(ROOT)
                && !type.getPackageName()
                    .matches(
                        "io\\.gds\\.database\\.(core|jdbc|sqlite|postgres|mssql|snowflake|mongodb|testkit|cli|bench)(\\..*)?"));
  }

  /** What the demonstration does as any user of a data source would. */
  private static DescribedPredicate<JavaClass> usersOfSql() {
    return DescribedPredicate.describe(
        "the demonstration's own data",
        type -> type.getName().matches("io\\.gds\\.database\\.cli\\.(Shop|Fingerprint)(\\$.*)?"));
  }

  /** What tags statements, and starts those that outlive a connection: the driver's own ways. */
  private static DescribedPredicate<JavaClass> gatewayOfSnowflake() {
    return DescribedPredicate.describe(
        "the gateway to Snowflake's driver",
        type ->
            type.getName()
                .matches("io\\.gds\\.database\\.snowflake\\.Snowflake(Gateway|Tags)(\\$.*)?"));
  }

  /** What is started from a terminal. */
  private static DescribedPredicate<JavaClass> programs() {
    return DescribedPredicate.describe(
        "programs",
        type ->
            type.getPackageName().matches("io\\.gds\\.database\\.(cli|bench)(\\..*)?")
                || type.getName()
                    .matches(
                        "io\\.gds\\.database\\.testkit\\.(program\\.ModelMain|mongodb\\.MongoKitMain|sqlserver\\.SqlServerModelMain|snowflake\\.SnowflakeModelMain)"));
  }

  private static SliceAssignment byPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return SliceIdentifier.of(type.getPackageName());
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }

  @ArchTest
  static final ArchRule MODULES_LOOK_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
          .layer("api")
          .definedBy(api())
          .layer("core")
          .definedBy(ROOT + ".core..")
          .layer("jdbc")
          .definedBy(ROOT + ".jdbc..")
          .layer("sqlite")
          .definedBy(ROOT + ".sqlite..")
          .layer("postgres")
          .definedBy(ROOT + ".postgres..")
          .layer("mssql")
          .definedBy(ROOT + ".mssql..")
          .layer("snowflake")
          .definedBy(ROOT + ".snowflake..")
          .layer("mongodb")
          .definedBy(ROOT + ".mongodb..")
          .layer("testkit")
          .definedBy(ROOT + ".testkit..")
          .layer("cli")
          .definedBy(ROOT + ".cli..")
          .layer("bench")
          .definedBy(ROOT + ".bench..")
          .whereLayer("bench")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("testkit")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("sqlite")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("postgres")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("mssql")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("snowflake")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("mongodb")
          // Export and import are on its typed handle only: nothing else has collections.
          .mayOnlyBeAccessedByLayers("cli", "bench")
          .whereLayer("jdbc")
          .mayOnlyBeAccessedByLayers("sqlite", "postgres", "mssql", "snowflake", "bench")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers(
              "jdbc",
              "sqlite",
              "postgres",
              "mssql",
              "snowflake",
              "mongodb",
              "testkit",
              "cli",
              "bench");

  @ArchTest
  static final ArchRule THE_COMMAND_LINE_USES_THE_PUBLIC_API_AND_ITS_JSON_ONLY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".cli..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(ROOT + ".core..")
                  .and(DescribedPredicate.not(resideInAPackage(ROOT + ".core.json"))))
          .because("it is the living example of what users see");

  @ArchTest
  static final ArchRule ONLY_THE_EXECUTOR_TOUCHES_STATEMENTS =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + ".jdbc..",
              ROOT + ".testkit.server..",
              ROOT + ".testkit.sqlserver..",
              ROOT + ".testkit.snowflake..",
              ROOT + ".bench..")
          .and(DescribedPredicate.not(usersOfSql()))
          .and(DescribedPredicate.not(gatewayOfSnowflake()))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Statement.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(PreparedStatement.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(CallableStatement.class)
          .because("time-outs, cancelling, draining and error translation are there once");

  @ArchTest
  static final ArchRule NOBODY_BUT_PROGRAMS_PRINTS =
      noClasses()
          .that(DescribedPredicate.not(programs()))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().assignedFrom(byPackage()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOBODY_STARTS_A_SHELL_OR_EXITS =
      noClasses()
          .that(DescribedPredicate.not(programs()))
          .should()
          .callMethod(Runtime.class, "exec", String.class)
          .orShould()
          .callMethod(Runtime.class, "exec", String[].class)
          .orShould()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule ONLY_THE_TOOL_RUNNER_STARTS_PROCESSES =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".core.tool..", ROOT + ".testkit..", ROOT + ".bench..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class);
}
