package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessMarkTest {
  private static final ProcessMark HERE = ProcessMark.current();

  @Test
  void thisProcessIsAlive() {
    assertThat(HERE.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(HERE.start()).isNotEqualTo("0");
    assertThat(HERE.state()).isEqualTo(ProcessMark.State.ALIVE);
  }

  @Test
  void theTextIsReadBack() {
    assertThat(ProcessMark.parse(HERE.toString())).contains(HERE);
    assertThat(ProcessMark.parse("something-else")).isEmpty();
    assertThatThrownBy(() -> new ProcessMark("x", 1, "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aProcessThatHasEndedIsDead() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    long pid = process.pid();
    assertThat(new ProcessMark(HERE.scope(), pid, "0").state()).isEqualTo(ProcessMark.State.ALIVE);
    process.destroyForcibly().waitFor();
    ProcessMark ended = new ProcessMark(HERE.scope(), pid, "0");
    assertThat(ended.state()).isEqualTo(ProcessMark.State.DEAD);
    assertThat(ended.stateOnAnyMachine())
        .as("a boot is known by its number, or else nobody is called dead")
        .isEqualTo(
            Files.exists(Path.of("/proc/sys/kernel/random/boot_id"))
                ? ProcessMark.State.DEAD
                : ProcessMark.State.ELSEWHERE);
  }

  @Test
  void aNumberThatIsUsedAgainIsNotTheSameProcess() {
    assertThat(new ProcessMark(HERE.scope(), HERE.pid(), "1").state())
        .isEqualTo(ProcessMark.State.DEAD);
  }

  @Test
  void ofAnotherMachineNothingCanBeTold() {
    assertThat(new ProcessMark("00000000", 1, "1").state()).isEqualTo(ProcessMark.State.ELSEWHERE);
  }

  @Test
  void whereNothingIsKnownOfTheMachineNoOtherProcessIsTakenForOneOfIt() {
    assertThat(ProcessMark.scope("", "")).isNotEqualTo(ProcessMark.scope("", ""));
    assertThat(ProcessMark.scope("", "host")).isEqualTo(ProcessMark.scope("", "host"));
  }
}
