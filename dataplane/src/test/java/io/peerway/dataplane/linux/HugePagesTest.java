package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Memory for large tables. */
class HugePagesTest {
  @Test
  void shouldGiveZeroedMemoryThatStartsAtAHugePage() {
    MemorySegment memory = HugePages.allocate(5_000_000);

    assertThat(memory.byteSize()).isEqualTo(5_000_000);
    assertThat(memory.address() % (2 << 20)).isZero();
    assertThat(memory.get(ValueLayout.JAVA_LONG, 4_999_992)).isZero();
    memory.set(ValueLayout.JAVA_LONG, 4_999_992, 7);
    assertThat(memory.get(ValueLayout.JAVA_LONG, 4_999_992)).isEqualTo(7);
  }

  @Test
  void shouldSayWhatCouldNotBeTaken() {
    assertThatThrownBy(() -> HugePages.allocate(1L << 60))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("mmap");
  }
}
