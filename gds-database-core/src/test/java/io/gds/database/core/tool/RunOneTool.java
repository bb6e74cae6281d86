package io.gds.database.core.tool;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM to be killed: runs one tool, its output going into a partial file. */
final class RunOneTool {
  private RunOneTool() {}

  public static void main(String[] arguments) throws Exception {
    Path binary = Path.of(arguments[0]);
    Path directory = Path.of(arguments[1]);
    try (OutputStream out = Files.newOutputStream(directory.resolve("archive.partial"))) {
      new ToolRunner()
          .run(
              ToolRun.of(
                      ToolCommand.builder(new Tool("writer", binary)).directory(directory).build())
                  .output(out));
    }
  }
}
