package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.OptionKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent to make, change and drop databases is the text that stands in the file. */
class MssqlDefinitionsGoldenTest {
  private static final String NAME = "Sales]1";

  private static List<String> file() throws IOException {
    try (InputStream in = MssqlDefinitionsGoldenTest.class.getResourceAsStream("databases.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  private static <T> void alter(MssqlDatabase database, OptionKey<T> key, T value) {
    database.alter(AlterOptions.builder().option(key, value).build());
  }

  @Test
  void everyFormHasOneText() throws IOException {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlDatabase sales = scene.create(NAME);
      sales.drop(DropOptions.defaults());
      sales.create(
          CreateOptions.builder()
              .collation("Latin1_General_100_CI_AS_SC")
              .owner("clerk")
              .option(MssqlCreate.CONTAINMENT, MssqlContainment.PARTIAL)
              .option(MssqlCreate.RECOVERY_MODEL, MssqlRecoveryModel.SIMPLE)
              .option(MssqlCreate.COMPATIBILITY_LEVEL, 150)
              .option(
                  MssqlCreate.DATA_FILES,
                  MssqlFileSpecs.parse(
                      "name=d,path=/d/it's.mdf,size=64MB,max=1GB,growth=10%;"
                          + "name=o,path=/d/o.ndf,filegroup=old"))
              .option(MssqlCreate.LOG_FILES, MssqlFileSpecs.parse("name=l,path=/l/l.ldf"))
              .build());
      sales.setRecoveryModel(MssqlRecoveryModel.FULL);
      alter(sales, MssqlAlter.COLLATION, "Latin1_General_CI_AS");
      alter(sales, MssqlAlter.COMPATIBILITY_LEVEL, 160);
      alter(sales, MssqlAlter.PAGE_VERIFY, MssqlPageVerify.TORN_PAGE_DETECTION);
      alter(sales, MssqlAlter.AUTO_CLOSE, true);
      alter(sales, MssqlAlter.AUTO_SHRINK, true);
      sales.alter(AlterOptions.rename("Sales]2"));
      scene.engine.database("Sales]2").alter(AlterOptions.rename(NAME));
      for (StateChange change :
          List.of(
              StateChange.OFFLINE,
              StateChange.ONLINE,
              StateChange.READ_ONLY,
              StateChange.READ_WRITE,
              StateChange.RESTRICTED_USER,
              StateChange.SINGLE_USER,
              StateChange.MULTI_USER,
              StateChange.EMERGENCY)) {
        sales.setState(SetStateOptions.of(change));
        sales.setState(SetStateOptions.builder().state(change).force(true).build());
      }
      assertThat(scene.changes().stream().distinct()).containsExactlyElementsOf(file());
    }
  }
}
