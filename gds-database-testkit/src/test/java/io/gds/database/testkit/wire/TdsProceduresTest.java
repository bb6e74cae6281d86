package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The procedures by which drivers run statements, without a driver. */
class TdsProceduresTest {
  private final TdsProcedures procedures = new TdsProcedures();

  /** A call as a client would have it: each parameter is an int or a text; an int may go out. */
  private static TdsCall call(String procedure, Object... values) {
    return new TdsCall(
        procedure,
        IntStream.range(0, values.length).mapToObj(i -> parameter("", false, values[i])).toList());
  }

  private static TdsCall.Parameter parameter(String name, boolean out, Object value) {
    TdsType type = TdsType.named(value instanceof Integer ? "int" : "nvarchar(4000)");
    return new TdsCall.Parameter(name, out, new TdsTypeInfo(type, TdsCollation.LATIN), value);
  }

  @Test
  void whatIsPreparedIsRunByItsNumberUntilItIsGivenBack() throws TdsProcedures.Refused {
    TdsCall prepare = call("sp_prepare", 0, "@P0 int", "SELECT @P0", 1);
    assertThat(procedures.prepare(prepare)).isEqualTo(1);
    TdsWork first = procedures.work(call("sp_execute", 1, 7)).orElseThrow();
    assertThat(first.sql()).isEqualTo("SELECT @P0");
    assertThat(first.binds()).extracting(TdsCall.Parameter::value).containsExactly(7);
    assertThat(first.attributes())
        .containsEntry("declared", "@P0 int")
        .containsEntry("handle", "1");
    TdsWork second =
        procedures.work(call("sp_prepexec", 1, "@P0 int", "SELECT 2, @P0", 8)).orElseThrow();
    assertThat(second.handle()).isEqualTo(2);
    assertThat(procedures.work(call("sp_unprepare", 2))).isEmpty();
    for (int handle : new int[] {1, 2}) {
      assertThatThrownBy(() -> procedures.work(call("sp_execute", handle)))
          .hasMessage("Could not find prepared statement with handle " + handle + ".")
          .isInstanceOfSatisfying(
              TdsProcedures.Refused.class, e -> assertThat(e.failure().code()).isEqualTo("8179"));
    }
  }

  @Test
  void aSessionThatIsResetHasNothingPrepared() {
    procedures.prepare(call("sp_prepare", 0, "", "SELECT 1", 1));
    procedures.reset();
    assertThatThrownBy(() -> procedures.work(call("sp_execute", 1)))
        .isInstanceOf(TdsProcedures.Refused.class);
  }

  @Test
  void aProcedureOfItsOwnIsTheStatementThatCallsIt() throws TdsProcedures.Refused {
    TdsCall call =
        new TdsCall(
            "dbo.p",
            List.of(
                parameter("@a", false, 1), parameter("@b", true, "x"), parameter("", false, 2)));
    TdsWork work = procedures.work(call).orElseThrow();
    assertThat(work.sql()).isEqualTo("EXEC dbo.p @a, @b OUTPUT, ?");
    assertThat(work.attributes())
        .containsEntry("declared", "@a int, @b nvarchar(4000) OUTPUT, ? int")
        .containsEntry("procedure", "dbo.p");
    assertThat(procedures.work(call("sp_who")).orElseThrow().sql()).isEqualTo("EXEC sp_who");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sp_cursoropen", "sp_cursorfetch", "sp_cursorprepexec"})
  void cursorsAreRefusedByName(String procedure) {
    assertThatThrownBy(() -> procedures.work(call(procedure, 0)))
        .hasMessageContaining("the peer has no cursors (" + procedure + ")");
  }

  @Test
  void aCallThatLacksAParameterIsRefused() {
    assertThatThrownBy(() -> procedures.work(call("sp_executesql")))
        .hasMessage("sp_executesql wants a String as parameter 1");
    assertThatThrownBy(() -> procedures.work(call("sp_execute", "x")))
        .hasMessage("sp_execute wants a Integer as parameter 1");
  }
}
