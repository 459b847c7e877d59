package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TunDeviceIT {

  private static final String DEVICE = "pwtap0";
  private static final int CAPACITY = 65_600;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  @AutoClose private final TemporaryNamespace lab = new TemporaryNamespace("linux-tun");
  private final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY);
  private final DescriptorIo io = new DescriptorIo();

  @Test
  void shouldAgreeOnOffloadsWithTheKernel() {
    try (TunDevice tap = open(1)) {
      assertThat(tap.offloads()).containsAll(EnumSet.range(TunOffload.CHECKSUM, TunOffload.TSO6));
      assertThat(lab.run("ethtool", "-k", DEVICE))
          .contains("tcp-segmentation-offload: on", "tx-checksumming: on");
    }
  }

  @Test
  void shouldEchoFramesThatAHostBehindItSends() throws UnknownHostException {
    try (TunDevice tap = open(1);
        RtNetlink netlink = RtNetlink.open(lab.namespace())) {
      int index = netlink.link(DEVICE).index();
      netlink.setUp(index);
      netlink.replaceAddress(index, InetAddress.getByName("10.1.1.13"), 24);
      netlink.replaceNeighbour(index, InetAddress.getByName("10.1.1.1"), 0x02000000bb01L);
      Process ping = lab.start("ping", "-c", "1", "-W", "60", "10.1.1.1");

      int answered = 0;
      while (ping.isAlive()) {
        int length = io.read(tap.descriptor(0), memory.address(), CAPACITY);
        if (length > 0 && isEchoRequest()) {
          turnAround();
          assertThat(io.write(tap.descriptor(0), memory.address(), length)).isEqualTo(length);
          answered++;
        } else if (length < 0) {
          assertThat(length).isEqualTo(-Errno.EAGAIN);
          Thread.onSpinWait();
        }
      }

      assertThat(answered).isEqualTo(1);
      assertThat(ping.exitValue()).isZero();
    }
  }

  @Test
  void shouldHaveSeveralQueuesOnOneDevice() {
    try (TunDevice tap = open(4)) {
      assertThat(tap.queues()).isEqualTo(4);
      assertThat(lab.run("ip", "-d", "-j", "link", "show", DEVICE))
          .contains("\"multi_queue\":true", "\"numqueues\":4");
      for (int i = 0; i < 4; i++) {
        assertThat(io.read(tap.descriptor(i), memory.address(), CAPACITY)).isEqualTo(-Errno.EAGAIN);
      }
    }
    assertThat(lab.run("ip", "-j", "link")).doesNotContain(DEVICE);
  }

  @Test
  void shouldSayThatADeviceWithoutRoomForAnotherQueueIsBusy() {
    try (TunDevice tap = open(1)) {
      assertThat(tap.name()).isEqualTo(DEVICE);
      assertThatThrownBy(() -> open(1))
          .isInstanceOf(LinuxException.class)
          .hasMessage("ioctl TUNSETIFF %s /dev/net/tun: Device or resource busy (EBUSY)", DEVICE);
    }
  }

  @Test
  void shouldTellItsNamespaceAndTakeAHardwareAddressThere() {
    try (TunDevice tap = open(1);
        TemporaryNamespace other = new TemporaryNamespace("linux-tun");
        RtNetlink netlink = RtNetlink.open(lab.namespace())) {
      netlink.move(netlink.link(DEVICE).index(), other.namespace());
      tap.setHardwareAddress(0x0200deadbeefL);

      assertThat(other.run("ip", "-j", "link", "show", DEVICE)).contains("02:00:de:ad:be:ef");
      try (NetworkNamespace namespace = tap.namespace().orElseThrow()) {
        assertThat(namespace).isEqualTo(other.namespace()).hasToString(other.name());
      }
    }
  }

  @Test
  void shouldRefuseToWriteWhileTheDeviceIsDown() {
    try (TunDevice tap = open(1)) {
      assertThat(io.write(tap.descriptor(0), memory.address(), TunDevice.HEADER_LENGTH + 60))
          .isEqualTo(-Errno.EIO);
    }
  }

  @Test
  void shouldNoticeThatTheDeviceVanishedWithItsNamespace() {
    try (TunDevice tap = open(2);
        TemporaryNamespace other = new TemporaryNamespace("linux-tun");
        RtNetlink netlink = RtNetlink.open(lab.namespace())) {
      netlink.move(netlink.link(DEVICE).index(), other.namespace());
      other.delete();

      // The kernel takes one queue after the other away.
      for (int i = 0; i < 2; i++) {
        int descriptor = tap.descriptor(i);
        await(() -> io.read(descriptor, memory.address(), CAPACITY) == -Errno.EBADFD);
        assertThat(io.write(descriptor, memory.address(), 70)).isEqualTo(-Errno.EBADFD);
      }
      assertThat(tap.namespace()).isEmpty();
    }
  }

  @Test
  void shouldRefuseNamesThatTheKernelWouldCutOff() {
    assertThatThrownBy(() -> TunDevice.open("sixteen-letters-", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TunDevice.open("", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TunDevice.open("name", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private TunDevice open(int queues) {
    return lab.namespace().call(() -> TunDevice.open(DEVICE, queues));
  }

  private boolean isEchoRequest() {
    long frame = TunDevice.HEADER_LENGTH;
    return memory.get(U16, frame + 12) == 0x0800
        && memory.get(ValueLayout.JAVA_BYTE, frame + 23) == 1
        && memory.get(ValueLayout.JAVA_BYTE, frame + 34) == 8;
  }

  /** Exchanges the addresses of both layers and makes a reply of the request. */
  private void turnAround() {
    long frame = TunDevice.HEADER_LENGTH;
    for (int i = 0; i < 6; i++) {
      exchange(frame + i, frame + 6 + i);
    }
    for (int i = 0; i < 4; i++) {
      exchange(frame + 26 + i, frame + 30 + i);
    }
    memory.set(ValueLayout.JAVA_BYTE, frame + 34, (byte) 0);
    int checksum = Short.toUnsignedInt(memory.get(U16, frame + 36)) + 0x0800; // RFC 1624
    memory.set(U16, frame + 36, (short) (checksum + (checksum >>> 16)));
    assertThat(memory.get(U32, frame + 30)).isEqualTo(0x0a01010d);
  }

  private void exchange(long one, long other) {
    byte kept = memory.get(ValueLayout.JAVA_BYTE, one);
    memory.set(ValueLayout.JAVA_BYTE, one, memory.get(ValueLayout.JAVA_BYTE, other));
    memory.set(ValueLayout.JAVA_BYTE, other, kept);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
