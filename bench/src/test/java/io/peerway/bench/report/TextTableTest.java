package io.peerway.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void shouldAlignColumns() {
    assertThat(
            new TextTable(List.of("peer", "Gbit/s"))
                .row(List.of("relay", "10"))
                .row(List.of("ovs", "9.5"))
                .toString())
        .isEqualTo(
            """
            | peer  | Gbit/s |
            |-------|--------|
            | relay | 10     |
            | ovs   | 9.5    |
            """);
  }

  @Test
  void shouldRefuseARowOfAnotherWidth() {
    assertThatThrownBy(() -> new TextTable(List.of("a", "b")).row(List.of("1")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
