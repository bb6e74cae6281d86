package io.gds.database.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseExceptionTest {
  private static final ErrorDetails FULL =
      ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no such database")
          .platform("sqlite")
          .engine("shop")
          .target("orders")
          .operation("backup")
          .phase("copy")
          .nativeCode("14")
          .sqlState("08001")
          .remedy("Name another.");

  @Test
  void everyFactIsReadable() {
    DatabaseException error = FULL.toException();

    assertThat(error.platform()).contains("sqlite");
    assertThat(error.engine()).contains("shop");
    assertThat(error.target()).contains("orders");
    assertThat(error.operation()).contains("backup");
    assertThat(error.phase()).contains("copy");
    assertThat(error.nativeCode()).contains("14");
    assertThat(error.sqlState()).contains("08001");
    assertThat(error.remedy()).contains("Name another.");
    assertThat(error.details().message()).isEqualTo("there is no such database");
  }

  @Test
  void whatIsNotKnownIsEmpty() {
    DatabaseException error = ErrorDetails.of(ErrorCode.INTERNAL, "oops").toException();

    assertThat(error.platform()).isEmpty();
    assertThat(error.engine()).isEmpty();
    assertThat(error.target()).isEmpty();
    assertThat(error.operation()).isEmpty();
    assertThat(error.phase()).isEmpty();
    assertThat(error.nativeCode()).isEmpty();
    assertThat(error.sqlState()).isEmpty();
    assertThat(error.remedy()).isEmpty();
    assertThat(error).hasNoCause().hasToString("DatabaseException: oops [INTERNAL]");
  }

  @Test
  void oneLineTellsWhatWhereAndWhatToDo() {
    assertThat(FULL.toException())
        .hasToString(
            "NotFoundException: there is no such database [NOT_FOUND, platform=sqlite, engine=shop,"
                + " target=orders, operation=backup, phase=copy, nativeCode=14, sqlState=08001]"
                + " Remedy: Name another.");
  }

  @Test
  void aNameOrNativeMessageOfSeveralLinesCannotForgeALineOfALog() {
    DatabaseException error =
        ErrorDetails.of(ErrorCode.STATEMENT_FAILED, "ERROR: no\r\n  Hint: yes")
            .target("a\n2026-01-01 INFO all is well\u2028\u0085b")
            .toException();

    assertThat(error.toString()).doesNotContainPattern("\\R").contains("ERROR: no   Hint: yes");
    assertThat(error.target()).contains("a\n2026-01-01 INFO all is well\u2028\u0085b");
  }

  @Test
  void fillingInKeepsWhatIsKnownAndAddsWhatIsNot() {
    DatabaseException error =
        ErrorDetails.of(ErrorCode.TIMEOUT, "too slow").operation("verify").toException();

    DatabaseException same = error.fillIn("operation", "backup").fillIn("engine", "shop");

    assertThat(same).isSameAs(error);
    assertThat(error.operation()).contains("verify");
    assertThat(error.engine()).contains("shop");
  }

  @Test
  void detailsAreChangedAsCopies() {
    ErrorDetails plain = ErrorDetails.of(ErrorCode.STATEMENT_FAILED, "no");
    Exception cause = new IOException("pipe");

    ErrorDetails changed = plain.cause(cause).isTransient(true).with("path", "/a");

    assertThat(plain.cause()).isEmpty();
    assertThat(plain.isTransient()).isFalse();
    assertThat(plain.values()).isEmpty();
    assertThat(changed.cause()).containsSame(cause);
    assertThat(changed.toException()).hasCause(cause);
    assertThat(changed.toException().isTransient()).isTrue();
    assertThat(changed).hasToString("STATEMENT_FAILED: no{path=/a}");
    assertThatThrownBy(() -> changed.values().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anErrorCanBeSaidNotToBeTransientThoughItsCodeIs() {
    assertThat(ErrorDetails.of(ErrorCode.LOCKED, "held").isTransient(false).isTransient())
        .isFalse();
  }

  @Test
  void typedExceptionsReadTheirOwnFacts() {
    ErrorDetails details =
        ErrorDetails.of(ErrorCode.TOOL_FAILED, "failed")
            .with("path", "/backup/a.gds")
            .with("right", "CREATE DATABASE")
            .with("tool", "/usr/bin/pg_dump")
            .with("exitCode", "3")
            .with("stderr", "one\r\ntwo")
            .with("constraint", "orders_pk");

    assertThat(new ArchiveException(details).path()).contains("/backup/a.gds");
    assertThat(new StorageException(details).path()).contains("/backup/a.gds");
    assertThat(new PermissionDeniedException(details).missingRight()).contains("CREATE DATABASE");
    assertThat(new ConstraintViolationException(details).constraint()).contains("orders_pk");
    ToolException tool = new ToolException(details);
    assertThat(tool.tool()).contains("/usr/bin/pg_dump");
    assertThat(tool.exitCode()).hasValue(3);
    assertThat(tool.lastErrorLines()).containsExactly("one", "two");
  }

  @Test
  void aToolThatNeverRanHasNoExitCodeAndNoLines() {
    ToolException tool = new ToolException(ErrorDetails.of(ErrorCode.TOOL_MISSING, "no pg_dump"));

    assertThat(tool.tool()).isEmpty();
    assertThat(tool.exitCode()).isEmpty();
    assertThat(tool.lastErrorLines()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anErrorSaysTheSameAfterItTravelledToAnotherProcess(ErrorCode code) throws Exception {
    DatabaseException error =
        ErrorDetails.of(code, "it broke")
            .target("orders")
            .remedy("Mend it.")
            .cause(new IOException("pipe"))
            .toException();

    DatabaseException arrived = travelled(error);

    assertThat(arrived).isExactlyInstanceOf(error.getClass()).hasToString(error.toString());
    assertThat(arrived.code()).isEqualTo(code);
    assertThat(arrived.isTransient()).isEqualTo(error.isTransient());
    assertThat(arrived.getCause()).isInstanceOf(IOException.class).hasMessage("pipe");
  }

  @Test
  void allFaultsOfRefusedOptionsTravelToo() throws Exception {
    List<OptionFault> faults =
        List.of(new OptionFault("to", "is missing"), new OptionFault("level", "takes 1 to 9"));

    InvalidOptionsException arrived = travelled(InvalidOptionsException.of("options", faults));

    assertThat(arrived.faults()).isEqualTo(faults);
  }

  private static <T> T travelled(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      @SuppressWarnings("unchecked")
      T arrived = (T) in.readObject();
      return arrived;
    }
  }
}
