package io.peerway.dataplane.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.port.MemoryPort;
import io.peerway.dataplane.port.Port;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The router with its real workers, between ports in memory. */
@Timeout(120)
class RouterTest {

  private static final int HOST_A = 0x0a01010d;
  private static final int HOST_B = 0x0a02018b;
  private static final long MAC_A = 0x02_00_00_00_0a_0aL;
  private static final long MAC_B = 0x02_00_00_00_0b_0bL;

  private final List<MemoryPort> opened = new CopyOnWriteArrayList<>();
  private final RouterConfig config =
      RouterConfig.defaults().withIo(mode()).withMaxPorts(4).withPortFactory(this::open);

  @AutoClose private Router router;

  /** How workers read and write. */
  IoMode mode() {
    return IoMode.EPOLL;
  }

  private Port open(PortSpec spec, int queues) {
    MemoryPort port = new MemoryPort(spec, queues);
    opened.add(port);
    return port;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldForwardBetweenVpcsByTheQueueOfTheWorkerThatReceived(int workers) throws Exception {
    startPeered(workers);
    int queue = workers - 1;
    learnNeighbors(queue);

    opened.get(0).inject(queue, packet(0, MAC_A, HOST_A, HOST_B, 64));

    byte[] arrived = nextIpPacket(opened.get(1), queue);
    assertThat(ByteBuffer.wrap(arrived).getInt(30)).isEqualTo(HOST_B);
    assertThat(mac(arrived, 0)).isEqualTo(MAC_B);
    assertThat(mac(arrived, 6)).isEqualTo(PeeredVpcs.routerMac(1));
    assertThat(arrived[22]).as("TTL").isEqualTo((byte) 63);
  }

  @Test
  void shouldReleaseAPacketHeldByOneWorkerWhenAnotherHearsOfTheNeighbor() throws Exception {
    startPeered(2);
    opened.get(0).inject(0, packet(0, MAC_A, HOST_A, HOST_B, 64));
    awaitArpRequest(opened.get(1), 0);

    opened.get(1).inject(1, arp(1, MAC_B, HOST_B));

    assertThat(ByteBuffer.wrap(nextIpPacket(opened.get(1), 0)).getInt(30)).isEqualTo(HOST_B);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldHandOverToTheWorkerThatHasTheOnlyQueueOfADevice(int workers) throws Exception {
    router = Router.start(singleQueues(PeeredVpcs.B).withWorkers(workers));
    int a = router.openPort(PeeredVpcs.A);
    int b = router.openPort(PeeredVpcs.B);
    router.publish(PeeredVpcs.state(1, a, b)).join();
    opened.get(0).inject(0, arp(0, MAC_A, HOST_A));
    opened.get(1).inject(0, arp(1, MAC_B, HOST_B));

    for (int queue = 0; queue < workers; queue++) {
      opened.get(0).inject(queue, packet(0, MAC_A, HOST_A, HOST_B, 64 + queue));
      byte[] arrived = nextIpPacket(opened.get(1), 0);
      assertThat(arrived[22]).as("TTL").isEqualTo((byte) (63 + queue));
      assertThat(mac(arrived, 0)).isEqualTo(MAC_B);
    }
    await(() -> router.ports().get(a).counters().get(PortCounter.FORWARDED_PACKETS) == workers);
    assertThat(router.ports().get(b).counters()).containsEntry(PortCounter.LOST_PACKETS, 0L);
    assertThat(router.rings()).extracting(RingFill::to).contains(1).doesNotContain(0);
    assertThat(router.workerCounts()).hasSize(workers);
  }

  @Test
  void shouldCountWhatTheOtherWorkerCannotWrite() throws Exception {
    router = Router.start(singleQueues(PeeredVpcs.B).withWorkers(2));
    int a = router.openPort(PeeredVpcs.A);
    int b = router.openPort(PeeredVpcs.B);
    router.publish(PeeredVpcs.state(1, a, b)).join();
    opened.get(1).inject(0, arp(1, MAC_B, HOST_B));
    opened.get(0).inject(0, packet(0, MAC_A, HOST_A, HOST_B, 64));
    nextIpPacket(opened.get(1), 0);

    // One more than its memory holds, with the answers to ARP that are in it.
    for (int i = 0; i < 2000; i++) {
      opened.get(0).inject(0, packet(0, MAC_A, HOST_A, HOST_B, 64));
    }

    await(() -> router.ports().get(b).counters().get(PortCounter.LOST_PACKETS) > 0);
    await(
        () ->
            router.ports().get(a).counters().get(PortCounter.FORWARDED_PACKETS)
                    + router.ports().get(a).drops().getOrDefault(DropReason.RING_FULL, 0L)
                == 2001);
  }

  /** The device of one port has only one queue. */
  private RouterConfig singleQueues(PortSpec single) {
    return config.withPortFactory((spec, queues) -> open(spec, spec.equals(single) ? 1 : queues));
  }

  @Test
  void shouldDropWhatComesBeforeAStateIsPublished() throws Exception {
    router = Router.start(config);
    int port = router.openPort(PeeredVpcs.A);

    opened.get(0).inject(0, packet(0, MAC_A, HOST_A, HOST_B, 64));

    // A packet is counted as received before it is counted as what became of it.
    await(() -> !router.ports().get(port).drops().isEmpty());
    assertThat(router.ports().get(port).drops()).containsExactly(entry(DropReason.NO_VPC, 1L));
    assertThat(router.ports().get(port).counters()).containsEntry(PortCounter.RECEIVED_PACKETS, 1L);
  }

  @Test
  void shouldTellWhenEveryWorkerForwardsByTheNewState() throws Exception {
    router = Router.start(config.withWorkers(3));
    assertThat(router.generationOfWorkers()).containsExactly(0L, 0L, 0L);

    Duration took = router.publish(PeeredVpcs.state(7, 0, 1)).get(60, TimeUnit.SECONDS);

    assertThat(router.generationOfWorkers()).containsExactly(7L, 7L, 7L);
    assertThat(router.state().generation()).isEqualTo(7);
    assertThat(took).isPositive();
  }

  @Test
  void shouldRefuseAStateThatIsNotNewer() {
    router = Router.start(config);
    router.publish(PeeredVpcs.state(2, 0, 1)).join();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> router.publish(PeeredVpcs.state(2, 0, 1)))
        .withMessage("generation 2 after 2");
  }

  @Test
  void shouldNotGiveANewPortANumberThatTheStateStillHasForAnother() {
    startPeered(1);
    router.closePort(0);

    assertThat(router.openPort(PeeredVpcs.A)).isEqualTo(2);

    router.publish(new ForwardingState(2, List.of(), List.of())).join();
    router.closePort(2);
    assertThat(router.openPort(PeeredVpcs.A)).isZero();
  }

  @Test
  void shouldNotLetANewPortInheritThePacketsThatItsNumberHeld() throws Exception {
    startPeered(1);
    opened.get(0).inject(0, packet(0, MAC_A, HOST_A, HOST_B, 64));
    awaitArpRequest(opened.get(1), 0);

    router.publish(new ForwardingState(2, List.of(), List.of())).join();
    router.closePort(0);
    assertThat(router.openPort(PeeredVpcs.A)).isZero();
    assertThat(router.ports().getFirst().counters().values()).containsOnly(0L);
    router.publish(PeeredVpcs.state(3, 0, 1)).join();

    opened.get(1).inject(0, arp(1, MAC_B, HOST_B));
    opened.get(2).inject(0, arp(0, MAC_A, HOST_A));
    opened.get(2).inject(0, packet(0, MAC_A, HOST_A, HOST_B, 50));
    assertThat(nextIpPacket(opened.get(1), 0)[22]).as("TTL").isEqualTo((byte) 49);
  }

  @Test
  void shouldCountANewPortFromZero() throws Exception {
    router = Router.start(config);
    router.openPort(PeeredVpcs.A);
    opened.get(0).inject(0, new byte[60]);
    await(() -> router.ports().getFirst().counters().get(PortCounter.RECEIVED_PACKETS) == 1);

    router.closePort(0);
    router.openPort(PeeredVpcs.B);

    assertThat(router.ports())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.spec()).isEqualTo(PeeredVpcs.B);
              assertThat(port.counters().values()).containsOnly(0L);
              assertThat(port.drops()).isEmpty();
            });
  }

  @Test
  void shouldMakeAPortAgainThatVanished() throws Exception {
    startPeered(2);

    opened.get(1).vanish();
    await(() -> opened.size() == 3 && router.ports().get(1).location().isPresent());

    assertThat(opened.get(2).spec()).isEqualTo(PeeredVpcs.B);
    opened.get(2).inject(1, arp(1, MAC_B, HOST_B));
    opened.get(0).inject(1, arp(0, MAC_A, HOST_A));
    opened.get(0).inject(1, packet(0, MAC_A, HOST_A, HOST_B, 64));
    assertThat(mac(nextIpPacket(opened.get(2), 1), 0)).isEqualTo(MAC_B);
  }

  @Test
  void shouldTryAgainWhenAVanishedPortCannotBeMadeAtOnce() throws Exception {
    boolean[] refuses = {false};
    router =
        Router.start(
            config.withPortFactory(
                (spec, queues) -> {
                  if (refuses[0]) {
                    refuses[0] = false;
                    throw new IllegalStateException("not now");
                  }
                  return open(spec, queues);
                }));
    router.openPort(PeeredVpcs.A);

    refuses[0] = true;
    opened.get(0).vanish();

    await(() -> opened.size() == 2 && router.ports().getFirst().location().isPresent());
  }

  @Test
  void shouldRefuseASecondPortWithTheSameDevice() {
    startPeered(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> router.openPort(PeeredVpcs.A))
        .withMessageContaining(PeeredVpcs.A.device());
    assertThat(opened).hasSize(2);
  }

  @Test
  void shouldRefuseMorePortsThanItHasRoomFor() {
    router = Router.start(config.withMaxPorts(1));
    router.openPort(PeeredVpcs.A);

    assertThatIllegalStateException().isThrownBy(() -> router.openPort(PeeredVpcs.B));
  }

  @Test
  void shouldLeaveNothingBehindWhenAPortCannotBeOpened() {
    router =
        Router.start(
            config.withPortFactory(
                (spec, queues) -> {
                  throw new UnsupportedOperationException("no device");
                }));

    assertThatThrownBy(() -> router.openPort(PeeredVpcs.A)).hasMessage("no device");
    assertThat(router.ports()).isEmpty();
  }

  @Test
  void shouldRefusePortsThatDoNotExist() {
    startPeered(1);

    assertThatIllegalArgumentException().isThrownBy(() -> router.closePort(2));
    assertThatIllegalArgumentException().isThrownBy(() -> router.closePort(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> router.movePort(0, null))
        .withMessage("port 0 has no device");
  }

  @Test
  void shouldCloseItsPortsAndOpenNoMoreOnceItIsClosed() {
    startPeered(2);

    router.close();
    router.close();

    assertThat(opened).allMatch(port -> port.location().isEmpty());
    assertThat(router.ports()).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> router.openPort(PeeredVpcs.A));
  }

  @Test
  void shouldSayWhichIoItDoes() {
    router = Router.start(config);
    assertThat(router.ioMode()).isEqualTo(mode());
    assertThat(IoMode.EPOLL).hasToString("epoll");
  }

  private void startPeered(int workers) {
    router = Router.start(config.withWorkers(workers));
    int a = router.openPort(PeeredVpcs.A);
    int b = router.openPort(PeeredVpcs.B);
    router.publish(PeeredVpcs.state(1, a, b)).join();
  }

  private void learnNeighbors(int queue) throws InterruptedException {
    opened.get(0).inject(queue, arp(0, MAC_A, HOST_A));
    opened.get(1).inject(queue, arp(1, MAC_B, HOST_B));
  }

  /** The next packet that left by a queue, whatever ARP goes before it. */
  private static byte[] nextIpPacket(MemoryPort port, int queue) throws InterruptedException {
    while (true) {
      Optional<byte[]> frame = port.take(queue, 60, TimeUnit.SECONDS);
      assertThat(frame).as("a frame from queue %d", queue).isPresent();
      if (ByteBuffer.wrap(frame.get()).getShort(12) == 0x0800) {
        return frame.get();
      }
    }
  }

  private static void awaitArpRequest(MemoryPort port, int queue) throws InterruptedException {
    Optional<byte[]> frame = port.take(queue, 60, TimeUnit.SECONDS);
    assertThat(frame)
        .hasValueSatisfying(
            bytes -> {
              assertThat(ByteBuffer.wrap(bytes).getShort(12)).isEqualTo((short) 0x0806);
              assertThat(ByteBuffer.wrap(bytes).getShort(20)).isEqualTo((short) 1);
            });
  }

  /** What a host asks first: who has the router's address? It tells its own. */
  static byte[] arp(int vpc, long mac, int address) {
    byte[] bytes = new byte[60];
    ByteBuffer frame = ethernet(bytes, -1L, mac, 0x0806);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) 1);
    putMac(frame, mac).putInt(address);
    putMac(frame, 0).putInt(vpc == 0 ? 0x0a010001 : 0x0a020001);
    return bytes;
  }

  /** A UDP datagram without payload, to the router of the VPC. */
  private static byte[] packet(int vpc, long mac, int source, int destination, int ttl) {
    byte[] bytes = new byte[60];
    ByteBuffer frame = ethernet(bytes, PeeredVpcs.routerMac(vpc), mac, 0x0800);
    int ip = frame.position();
    frame.put((byte) 0x45).put((byte) 0).putShort((short) 28).putInt(0x0001_0000);
    frame.put((byte) ttl).put((byte) 17).putShort((short) 0).putInt(source).putInt(destination);
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += Short.toUnsignedInt(frame.getShort(ip + i));
    }
    frame.putShort(ip + 10, (short) ~(sum + (sum >>> 16)));
    frame.putShort((short) 4000).putShort((short) 9).putShort((short) 8).putShort((short) 0);
    return bytes;
  }

  private static ByteBuffer ethernet(byte[] bytes, long destination, long source, int type) {
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    putMac(frame, destination);
    return putMac(frame, source).putShort((short) type);
  }

  private static ByteBuffer putMac(ByteBuffer frame, long mac) {
    return frame.putShort((short) (mac >>> 32)).putInt((int) mac);
  }

  private static long mac(byte[] frame, int at) {
    return ByteBuffer.wrap(frame).getLong(at) >>> 16;
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(1);
    }
  }
}
