package io.gds.database.testkit.program;

import io.gds.database.testkit.mongodb.MongoKitMain;
import io.gds.database.testkit.snowflake.SnowflakeModelMain;
import io.gds.database.testkit.sqlserver.SqlServerModelMain;
import java.util.Arrays;

/**
 * Starts the model of a server as a program of its own: {@code gds-model [sqlserver] [options]},
 * {@code gds-model mongodb [options]} or {@code gds-model snowflake [options]}, each of which tells
 * its options by {@code --help}.
 */
public final class ModelMain {
  private ModelMain() {}

  /**
   * Starts one, tells how it is reached, and serves until the program is ended.
   *
   * @throws InterruptedException if the thread is interrupted while it serves
   */
  public static void main(String[] args) throws InterruptedException {
    String platform = args.length == 0 || args[0].startsWith("-") ? "" : args[0];
    String[] options = platform.isEmpty() ? args : Arrays.copyOfRange(args, 1, args.length);
    if (platform.equals("mongodb")) {
      MongoKitMain.main(options);
    } else if (platform.equals("snowflake")) {
      SnowflakeModelMain.main(options);
    } else if (platform.isEmpty() || platform.equals("sqlserver")) {
      SqlServerModelMain.main(options);
    } else {
      System.err.println(
          "gds-model: there are models of sqlserver, mongodb and snowflake, not of " + platform);
      System.exit(2);
    }
  }
}
