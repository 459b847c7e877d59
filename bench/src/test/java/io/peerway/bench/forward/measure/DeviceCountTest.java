package io.peerway.bench.forward.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DeviceCountTest {
  private static final int FRAME = 60;
  private static final int DATA = 18;

  @Test
  void shouldCountFramesThatCameOneByOne() {
    DeviceCount before = new DeviceCount(5, 1000);
    DeviceCount after = new DeviceCount(5 + 100, 1000 + 100 * FRAME);
    assertThat(after.datagramsSince(before)).isCloseTo(100, within(1e-9));
  }

  @Test
  void shouldCountTheDatagramsOfSuperPackets() {
    DeviceCount none = new DeviceCount(0, 0);
    DeviceCount threeRunsOfTen = new DeviceCount(3, 3 * (FRAME - DATA + 10 * DATA));
    assertThat(threeRunsOfTen.datagramsSince(none)).isCloseTo(30, within(1e-9));
  }

  @Test
  void shouldFindADeviceInTheKernelsTable() {
    String table =
        """
        Inter-|   Receive                            |  Transmit
         face |bytes    packets errs drop fifo frame |bytes packets
            lo:     120       2    0    0    0     0  120 2
          ethb:  600000   10000    0    0    0     0  84 1
        """;
    assertThat(DeviceCount.of(table, "ethb")).isEqualTo(new DeviceCount(10_000, 600_000));
    assertThatThrownBy(() -> DeviceCount.of(table, "etha"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("etha");
  }
}
