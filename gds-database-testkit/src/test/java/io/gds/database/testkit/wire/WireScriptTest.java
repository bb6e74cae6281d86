package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is answered, whatever protocol it is answered by. */
class WireScriptTest {
  private static final WireAnswer ONE = WireAnswer.done("ONE");
  private static final WireAnswer TWO = WireAnswer.done("TWO");
  private static final WireAnswer OWN = WireAnswer.done("OWN");

  private final WireScript script = new WireScript("XX000");

  private static WireRequest request(String database, String sql, Object... binds) {
    return new WireRequest(1, "ada", database, sql, Arrays.asList(binds), Map.of());
  }

  private List<WireAnswer> answer(String sql, Object... binds) {
    return script.answer(request("shop", sql, binds), Optional.empty());
  }

  private List<WireAnswer> answerOrOwn(String sql) {
    return script.answer(request("shop", sql), Optional.of(OWN));
  }

  @Test
  void aStatementIsFoundByItsTextWithoutSpacesAndComments() {
    script.on("SELECT  1;").answer(ONE);
    assertThat(answer("SELECT 1")).containsExactly(ONE);
    assertThat(answer("/* a */ SELECT\n1 ;")).containsExactly(ONE);
    script.verify();
    assertThat(script.statements()).containsExactly("SELECT 1", "/* a */ SELECT\n1 ;");
    assertThat(answer("select 1").get(0)).isInstanceOf(WireAnswer.Failure.class);
  }

  @Test
  void theRuleThatWasAddedLastIsAskedFirst() {
    script.onAnything().answer(ONE).beginningWith("DROP").answer(TWO);
    script.matching("DROP TABLE \\w+").once(WireAnswer.done("THREE"));
    assertThat(answer("DROP TABLE t")).containsExactly(WireAnswer.done("THREE"));
    assertThat(answer("DROP TABLE t")).containsExactly(TWO);
    assertThat(answer("CREATE TABLE t")).containsExactly(ONE);
    assertThat(answerOrOwn("COMMIT")).as("before the peer itself").containsExactly(ONE);
  }

  @Test
  void answersAreGivenInTurnAndSoOftenAsTheyWereMeant() {
    script.on("A").inTurn(ONE, TWO).on("B").times(2, ONE);
    assertThat(answerOrOwn("A")).containsExactly(ONE);
    assertThatThrownBy(script::verifyUsed)
        .isInstanceOf(AssertionError.class)
        .hasMessage("never asked: [B, A]");
    assertThat(answerOrOwn("A")).containsExactly(TWO);
    assertThat(answerOrOwn("A")).containsExactly(OWN);
    assertThat(answerOrOwn("B")).containsExactly(ONE);
    assertThat(answerOrOwn("B")).containsExactly(ONE);
    assertThat(answerOrOwn("B")).containsExactly(OWN);
    script.verifyUsed();
    assertThatThrownBy(() -> script.on("C").times(0, ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("less than once: 0");
  }

  @Test
  void aRuleMayBeForOneDatabaseAndForCertainBinds() {
    script.on("A").in("shop").with("x", new byte[] {1}, null).answer(ONE);
    assertThat(answer("A", "x", new byte[] {1}, null)).containsExactly(ONE);
    script.verify();
    answer("A", "x", new byte[] {2}, null);
    script.answer(request("other", "A", "x"), Optional.empty());
    assertThatThrownBy(script::verify)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "the script has no answer to: A with ['x', 0x02, null] in database shop"
                + System.lineSeparator()
                + "the script has no answer to: A with ['x'] in database other");
    script.reset();
    assertThatCode(script::verify).doesNotThrowAnyException();
    assertThat(script.requests()).isEmpty();
  }

  @Test
  void whatIsNotScriptedIsAnErrorOfTheServerAndFailsTheTest() {
    assertThat(answer("SELECT 1"))
        .containsExactly(
            WireAnswer.error("XX000", "the script has no answer to: SELECT 1 in database shop"));
    script.forget();
    assertThat(script.everything()).isEmpty();
    assertThatThrownBy(script::verify).hasMessageContaining("SELECT 1");
  }

  @Test
  void whatThePeerAnswersByItselfIsRecordedApart() {
    script.on("SELECT 1").answer(ONE);
    answerOrOwn("BEGIN");
    answerOrOwn("SELECT 1");
    script.note(request("shop", ""));
    assertThat(script.statements()).containsExactly("SELECT 1");
    assertThat(script.everything())
        .extracting(WireRequest::statement)
        .containsExactly("BEGIN", "SELECT 1", "");
  }

  @Test
  void aModelAnswersAndWhatItThrowsFailsTheTest() {
    AtomicInteger count = new AtomicInteger();
    script
        .beginningWith("NEXT")
        .by(request -> WireAnswer.updated(count.addAndGet(request.bind(1, Integer.class))));
    assertThat(answer("NEXT", 2)).containsExactly(WireAnswer.updated(2));
    assertThat(answer("NEXT", 3)).containsExactly(WireAnswer.updated(5));
    assertThat(answer("NEXT", "x").get(0)).isInstanceOf(WireAnswer.Failure.class);
    answer("NEXT", (Object) null);
    answer("NEXT");
    assertThatThrownBy(script::verify)
        .hasMessageContaining("the script failed at: NEXT with ['x'] in database shop")
        .hasMessageContaining("ClassCastException")
        .hasMessageContaining("bind 1 is null")
        .hasMessageContaining("IndexOutOfBoundsException");
  }

  @Test
  void aLostAnswerIsWorkedOutAndNotGiven() {
    List<String> done = new ArrayList<>();
    script
        .on("BACKUP")
        .by(
            request -> {
              done.add(request.statement());
              return ONE;
            });
    script.on("BACKUP").once(WireAnswer.lost());
    assertThat(answer("BACKUP")).containsExactly(WireAnswer.drop());
    assertThat(done).containsExactly("BACKUP");
    script.on("COMMIT").once(WireAnswer.lost());
    assertThat(answerOrOwn("COMMIT")).containsExactly(WireAnswer.drop());
    assertThat(answer("BACKUP")).containsExactly(ONE);
    script.verify();
  }

  @Test
  void anAnswerMayBePassedOnAndHeldBack() {
    WireGate gate = new WireGate();
    script.on("A").answer(TWO).on("A").once(WireAnswer.passed().held(gate).then(ONE));
    assertThat(answer("A")).containsExactly(new WireAnswer.Held(gate), TWO, ONE);
    script.on("COMMIT").answer(WireAnswer.passed().after(Duration.ofSeconds(1)));
    assertThat(answerOrOwn("COMMIT"))
        .containsExactly(new WireAnswer.Pause(Duration.ofSeconds(1)), OWN);
    script.on("B").answer(WireAnswer.passed());
    assertThat(answer("B").get(0)).isInstanceOf(WireAnswer.Failure.class);
    assertThatThrownBy(script::verify).hasMessageContaining("no answer to: B");
  }

  @Test
  void theColumnsAreKnownBeforehandWhereTheAnswerIs() {
    WireAnswer.Rows rows = WireAnswer.rows("a int8").row(1);
    script.on("A").answer(WireAnswer.notice("00000", "x").then(rows));
    script.on("B").answer(ONE.after(Duration.ZERO));
    script.on("C").by(request -> rows);
    script.on("D").columns("d text").by(request -> rows);
    script.on("E").answer(rows).on("E").once(WireAnswer.lost());
    assertThat(script.columns("shop", "A")).contains(List.of(new WireColumn("a", "int8")));
    assertThat(script.columns("shop", "B")).contains(List.of());
    assertThat(script.columns("shop", "C")).isEmpty();
    assertThat(script.columns("shop", "D")).contains(List.of(new WireColumn("d", "text")));
    assertThat(script.columns("shop", " E ")).contains(List.of(new WireColumn("a", "int8")));
    assertThat(script.requests()).as("nothing is used up by it").isEmpty();
  }

  @Test
  void columnsAreWrittenAsNameAndType() {
    assertThat(WireColumn.parse(" at timestamp with time zone "))
        .isEqualTo(new WireColumn("at", "timestamp with time zone"));
    assertThatThrownBy(() -> WireColumn.parse("name"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a name and a type: name");
    assertThatThrownBy(() -> WireAnswer.rows("a text").row("x", "y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values for 1 columns");
  }

  @Test
  void aRuleIsNotChangedOnceItCounts() {
    WireRule rule = script.on("A").in("shop").with(1);
    rule.answer(ONE);
    assertThatThrownBy(() -> rule.answer(TWO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the rule is in its script already: A with [1] in database shop");
    assertThatThrownBy(() -> rule.in("other")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aGateSaysWhetherAnybodyHasComeToIt() throws InterruptedException {
    WireGate gate = new WireGate();
    assertThatThrownBy(() -> gate.awaitReached(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("no statement has come to the gate within PT0.001S");
    assertThat(gate.arrive()).isNotDone();
    gate.awaitReached(Duration.ofSeconds(1));
    assertThat(gate.isOpen()).isFalse();
    gate.open();
    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.arrive()).isCompleted();
  }
}
