package io.gds.database;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The API's own sources, parsed: the only place where javadoc can be asked about. */
final class ApiSources {
  /** A public type with its javadoc; the doc is empty where there is none. */
  record Type(String name, ClassTree tree, String doc, List<Method> methods) {
    boolean isClass() {
      return tree.getKind() == Tree.Kind.CLASS;
    }

    boolean isBuilder() {
      return tree.getSimpleName().contentEquals("Builder");
    }

    boolean isRecord() {
      return tree.getKind() == Tree.Kind.RECORD;
    }

    boolean hasState() {
      return tree.getMembers().stream()
          .filter(VariableTree.class::isInstance)
          .map(member -> ((VariableTree) member).getModifiers().getFlags())
          .anyMatch(flags -> !flags.contains(Modifier.STATIC));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A public method, or one of a public interface, with its javadoc. */
  record Method(String owner, String name, String returns, boolean overrides, String doc) {
    @Override
    public String toString() {
      return owner + "." + name;
    }
  }

  static final List<Type> TYPES = read();

  private ApiSources() {}

  private static List<Type> read() {
    Path root = Path.of(System.getProperty("basedir", "."), "src", "main", "java");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> walk = Files.walk(root);
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = walk.filter(path -> path.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      Scanner scanner = new Scanner(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      return List.copyOf(scanner.types);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Scanner extends TreePathScanner<Void, String> {
    private final DocTrees docs;
    private final List<Type> types = new ArrayList<>();

    Scanner(DocTrees docs) {
      this.docs = docs;
    }

    @Override
    public Void visitClass(ClassTree tree, String outer) {
      boolean isPublic = tree.getModifiers().getFlags().contains(Modifier.PUBLIC);
      if (!isPublic) {
        return null;
      }
      String name =
          outer == null ? tree.getSimpleName().toString() : outer + "." + tree.getSimpleName();
      List<Method> methods = new ArrayList<>();
      types.add(new Type(name, tree, doc(), methods));
      boolean isInterface = tree.getKind() == Tree.Kind.INTERFACE;
      for (Tree member : tree.getMembers()) {
        if (member instanceof MethodTree method
            && (isInterface || method.getModifiers().getFlags().contains(Modifier.PUBLIC))) {
          String doc =
              Optional.ofNullable(
                      docs.getDocComment(
                          new com.sun.source.util.TreePath(getCurrentPath(), method)))
                  .orElse("");
          boolean overrides =
              method.getModifiers().getAnnotations().toString().contains("Override");
          methods.add(
              new Method(
                  name,
                  method.getName().toString(),
                  String.valueOf(method.getReturnType()),
                  overrides,
                  doc));
        }
      }
      return super.visitClass(tree, name);
    }

    @Override
    public Void visitMethod(MethodTree tree, String outer) {
      return null; // types inside methods are nobody's business
    }

    private String doc() {
      return Optional.ofNullable(docs.getDocComment(getCurrentPath())).orElse("");
    }
  }
}
