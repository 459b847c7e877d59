package io.peerway.tools.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void shouldLineUpTextToTheLeftAndNumbersToTheRight() {
    String table =
        new TextTable("NAME", "COUNT", "WHY")
            .row("a", 7, "because")
            .row("longer", 1234, "")
            .toString();
    assertThat(table)
        .isEqualTo(
            """
            NAME    COUNT  WHY
            a           7  because
            longer   1234""");
  }

  @Test
  void shouldRefuseARowOfAnotherLength() {
    assertThatThrownBy(() -> new TextTable("A", "B").row("only one"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
