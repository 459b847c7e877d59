package io.peerway.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.dataplane.linux.Errno;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.RtNetlink;
import io.peerway.dataplane.linux.TemporaryNamespace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TapPortIT {

  private static final PortSpec SPEC =
      PortSpec.ofVpc("vpc-0a1b2c3d4e5f67890", 0x02_00_00_00_00_01L, 9001);
  private static final String DEVICE = SPEC.device();
  private static final int SLOTS = 8;
  private static final int ENOUGH = 1 << 20;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  @AutoClose private final TemporaryNamespace home = new TemporaryNamespace("linux-home");
  @AutoClose private final TemporaryNamespace vpc = new TemporaryNamespace("linux-vpc");

  private final MemorySegment memory = Arena.ofAuto().allocate(SLOTS * 66_000L);
  private final long[] at = new long[SLOTS];
  private final int[] length = new int[SLOTS];

  TapPortIT() {
    for (int i = 0; i < SLOTS; i++) {
      at[i] = i * 66_000L + 64;
    }
  }

  @Test
  void shouldMakeTheDeviceItWasAskedFor() {
    try (TapPort port = open(1)) {
      assertThat(port.location()).contains(new PortLocation(DEVICE, Optional.empty()));
      assertThat(port.queue(0).offloads()).isNotEmpty();
      String mac = "%012x".formatted(SPEC.hostMac()).replaceAll("(..)(?!$)", "$1:");
      assertThat(home.run("ip", "-j", "link", "show", DEVICE))
          .contains("\"mtu\":9001", "\"address\":\"" + mac + "\"")
          .doesNotContain("\"UP\"");
    }
    assertThat(home.run("ip", "-j", "link")).doesNotContain(DEVICE);
  }

  @Test
  void shouldServeTheHostsOfTheNamespaceItWasMovedTo() throws UnknownHostException {
    try (TapPort port = open(1)) {
      bringUpIn(port);
      assertThat(namespaceOf(port)).contains(vpc.name());

      Process ping = vpc.start("ping", "-c", "1", "-W", "60", "-s", "4000", "10.1.0.1");
      while (ping.isAlive()) {
        int count = port.queue(0).receive(memory, at, length, 0, SLOTS, ENOUGH);
        assertThat(count).isNotNegative();
        for (int i = 0; i < count; i++) {
          if (length[i] > 42 && memory.get(U16, at[i] + 12) == 0x0800) {
            assertThat(length[i]).isEqualTo(4000 + 42);
            turnAround(at[i]);
            assertThat(port.queue(0).transmit(memory, at[i], length[i])).isZero();
          }
        }
      }

      assertThat(ping.exitValue()).isZero();
    }
  }

  @Test
  void shouldMoveFromAnyNamespaceToAnyOther() {
    try (TapPort port = open(2);
        TemporaryNamespace third = new TemporaryNamespace("linux-third")) {
      port.moveTo(vpc.namespace());
      port.moveTo(vpc.namespace());
      assertThat(namespaceOf(port)).contains(vpc.name());

      port.moveTo(third.namespace());
      assertThat(namespaceOf(port)).contains(third.name());

      port.moveTo(home.namespace());
      assertThat(namespaceOf(port)).isEmpty();
    }
  }

  @Test
  void shouldRefuseToMoveToWhereItsNameIsTaken() {
    vpc.run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", "other");
    try (TapPort port = open(1)) {
      assertThatThrownBy(() -> port.moveTo(vpc.namespace()))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
      assertThat(namespaceOf(port)).isEmpty();
    }
  }

  @Test
  void shouldSayThatItIsGoneWithTheNamespaceAndBeOpenedAnew() throws InterruptedException {
    try (TapPort port = open(2)) {
      port.moveTo(vpc.namespace());

      vpc.delete();
      // The kernel cleans up a namespace in its own time; @Timeout is the end.
      while (port.queue(1).receive(memory, at, length, 0, SLOTS, ENOUGH) != -Errno.EBADFD) {
        Thread.sleep(1);
      }

      assertThat(port.location()).isEmpty();
      assertThat(port.queue(0).transmit(memory, at[0], 60)).isEqualTo(-Errno.EBADFD);
      assertThatThrownBy(() -> port.moveTo(home.namespace())).isInstanceOf(LinuxException.class);
      try (TapPort again = open(2)) {
        assertThat(namespaceOf(again)).isEmpty();
      }
    }
  }

  private TapPort open(int queues) {
    return home.namespace().call(() -> TapPort.open(SPEC, queues));
  }

  private static Optional<String> namespaceOf(TapPort port) {
    return port.location().orElseThrow().namespace();
  }

  private void bringUpIn(TapPort port) throws UnknownHostException {
    port.moveTo(vpc.namespace());
    try (RtNetlink netlink = RtNetlink.open(vpc.namespace())) {
      int index = netlink.link(DEVICE).index();
      netlink.setUp(index);
      netlink.replaceAddress(index, InetAddress.getByName("10.1.1.13"), 16);
      netlink.replaceNeighbour(index, InetAddress.getByName("10.1.0.1"), SPEC.routerMac());
    }
  }

  /** Makes an echo reply of an echo request. */
  private void turnAround(long frame) {
    exchange(frame, frame + 6, 6);
    exchange(frame + 26, frame + 30, 4);
    memory.set(ValueLayout.JAVA_BYTE, frame + 34, (byte) 0);
    int checksum = Short.toUnsignedInt(memory.get(U16, frame + 36)) + 0x0800; // RFC 1624
    memory.set(U16, frame + 36, (short) (checksum + (checksum >>> 16)));
  }

  private void exchange(long one, long other, int bytes) {
    byte[] kept = memory.asSlice(one, bytes).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment.copy(memory, other, memory, one, bytes);
    MemorySegment.copy(kept, 0, memory, ValueLayout.JAVA_BYTE, other, bytes);
  }
}
