package io.peerway.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MemoryPortTest {

  private static final int SLOTS = 4;
  private static final int ENOUGH = 1 << 20;

  @AutoClose
  private final MemoryPort port =
      new MemoryPort(new PortSpec("vpc-1", "none", 0x02_00_00_00_00_01L, 1500), 2);

  private final MemorySegment memory = Arena.ofAuto().allocate(SLOTS * 2048L);
  private final long[] at = {64, 64 + 2048, 64 + 4096, 64 + 6144};
  private final int[] length = new int[SLOTS];

  @Test
  void shouldHandOverFramesInOrderWithAHeaderOfZeros() throws InterruptedException {
    memory.fill((byte) 0xff);
    port.inject(0, new byte[] {1, 2, 3});
    port.inject(0, new byte[] {4});

    assertThat(receive(0, SLOTS, ENOUGH)).isEqualTo(2);

    assertThat(length).startsWith(3, 1);
    assertThat(memory.asSlice(at[0] - 10, 13).toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3);
    assertThat(receive(0, SLOTS, ENOUGH)).isZero();
    assertThat(receive(1, SLOTS, ENOUGH)).isZero();
  }

  @Test
  void shouldLeaveWhatDoesNotFitIntoTheBurst() throws InterruptedException {
    for (int i = 0; i < 6; i++) {
      port.inject(1, new byte[100]);
    }

    assertThat(receive(1, SLOTS, ENOUGH)).isEqualTo(4);
    assertThat(receive(1, SLOTS, 1)).as("a frame is begun while bytes are left").isEqualTo(1);
    assertThat(receive(1, SLOTS, ENOUGH)).isEqualTo(1);
  }

  @Test
  void shouldRefuseAFrameWhenItsQueueIsFull() throws InterruptedException {
    int written = 0;
    while (port.queue(0).transmit(memory, at[0], 60) == 0) {
      written++;
    }

    assertThat(written).isEqualTo(1024);
    assertThat(port.queue(0).transmit(memory, at[0], 60)).isEqualTo(-Errno.ENOBUFS);
    assertThat(port.take(0, 1, TimeUnit.SECONDS))
        .hasValueSatisfying(f -> assertThat(f).hasSize(60));
    assertThat(port.queue(0).transmit(memory, at[0], 60)).isZero();
  }

  @Test
  void shouldBehaveLikeADeviceThatIsGoneOnceItVanished() {
    port.vanish();

    assertThat(port.location()).isEmpty();
    assertThat(receive(0, SLOTS, ENOUGH)).isEqualTo(-Errno.EBADFD);
    assertThat(port.queue(0).transmit(memory, at[0], 60)).isEqualTo(-Errno.EBADFD);
  }

  private int receive(int queue, int slots, int bytes) {
    return port.queue(queue).receive(memory, at, length, 0, slots, bytes);
  }
}
