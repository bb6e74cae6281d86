package io.gds.database;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

/** All classes of the API, as the class path has them. */
final class ApiClasses {
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.gds.database");

  private ApiClasses() {}

  /** All capability interfaces. */
  static List<Class<?>> capabilities() {
    return loaded().stream()
        .filter(type -> type.isInterface() && type != Capability.class)
        .filter(Capability.class::isAssignableFrom)
        .filter(type -> type.getSimpleName().startsWith("Supports"))
        .toList();
  }

  /** All records that a client can see. */
  static List<Class<?>> publicRecords() {
    return loaded().stream()
        .filter(type -> type.isRecord() && java.lang.reflect.Modifier.isPublic(type.getModifiers()))
        .toList();
  }

  /** All classes, ready for reflection. */
  static List<Class<?>> loaded() {
    return ALL.stream().<Class<?>>map(JavaClass::reflect).toList();
  }
}
