package io.peerway.dataplane.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.linux.RtNetlink;
import io.peerway.dataplane.linux.Sysctl;
import io.peerway.dataplane.linux.TemporaryNamespace;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.port.PortLocation;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.port.TapPort;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The router between real hosts: two namespaces, each behind the TAP of a VPC. */
@Timeout(180)
class RouterIT {

  private static final String HOST_A = "10.1.1.13";
  private static final String HOST_B = "10.2.1.139";

  // Closed in the order of their declaration: the router first.
  @AutoClose private Router router;
  @AutoClose private final TemporaryNamespace routers = new TemporaryNamespace("io-router");
  @AutoClose private final TemporaryNamespace vpcA = new TemporaryNamespace("io-a");
  @AutoClose private final TemporaryNamespace vpcB = new TemporaryNamespace("io-b");

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldCarryPingsBetweenVpcs(int workers) throws Exception {
    startPeered(workers);
    for (int i = 0; i < 5; i++) {
      assertThat(ping(HOST_B)).contains("1 received, 0% packet loss", "ttl=63");
    }

    PortSnapshot a = router.ports().get(0);
    assertThat(a.location())
        .contains(new PortLocation(PeeredVpcs.A.device(), Optional.of(vpcA.name())));
    assertThat(a.drops()).isEmpty();
    await(() -> forwarded() >= 5); // a burst is counted after it has left
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldCarryATcpTransferInSuperPackets(int workers) throws Exception {
    startPeered(workers);
    int bytes = 64 << 20;
    byte[] pattern = new byte[1 << 20];
    new Random(4711).nextBytes(pattern);
    CRC32C expected = new CRC32C();

    try (ServerSocketChannel server = vpcB.namespace().call(ServerSocketChannel::open);
        SocketChannel client = vpcA.namespace().call(SocketChannel::open)) {
      server.bind(new InetSocketAddress(HOST_B, 5201));
      CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> checksum(server));
      client.connect(new InetSocketAddress(HOST_B, 5201));
      for (int sent = 0; sent < bytes; sent += pattern.length) {
        expected.update(pattern);
        ByteBuffer chunk = ByteBuffer.wrap(pattern);
        while (chunk.hasRemaining()) {
          client.write(chunk);
        }
      }
      client.shutdownOutput();
      assertThat(received.get(120, TimeUnit.SECONDS)).isEqualTo(expected.getValue());
    }

    long packets = router.ports().get(0).counters().get(PortCounter.FORWARDED_PACKETS);
    assertThat(packets).as("super-packets carry more than the MTU").isLessThan(bytes / 3000);
  }

  @Test
  void shouldServeADeviceThatRefusesSeveralQueues() throws Exception {
    routers.run("ip", "tuntap", "add", PeeredVpcs.B.device(), "mode", "tap");

    startPeered(2);

    for (int i = 0; i < 5; i++) {
      assertThat(ping(HOST_B)).contains("1 received, 0% packet loss", "ttl=63");
    }
  }

  @Test
  void shouldMakeTheDeviceAgainInItsOwnNamespaceWhenItsNamespaceIsDeleted() throws Exception {
    startPeered(2);
    vpcB.delete();
    PortLocation home = new PortLocation(PeeredVpcs.B.device(), Optional.empty());
    await(() -> router.ports().get(1).location().equals(Optional.of(home)));

    assertThat(routers.run("ip", "-j", "link")).contains(PeeredVpcs.B.device());
    try (TemporaryNamespace another = new TemporaryNamespace("io-b2")) {
      attach(1, another, PeeredVpcs.B, HOST_B);
      assertThat(ping(HOST_B)).contains("1 received");
    }
  }

  @Test
  void shouldLeaveNothingBehind() throws Exception {
    List<String> before = kernelObjects();

    startPeered(2);
    assertThat(kernelObjects()).hasSizeGreaterThan(before.size());
    router.close();

    assertThat(kernelObjects()).isEqualTo(before);
    assertThat(vpcA.run("ip", "-j", "link")).doesNotContain(PeeredVpcs.A.device());
    assertThat(vpcB.run("ip", "-j", "link")).doesNotContain(PeeredVpcs.B.device());
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("peerway-")));
  }

  @Test
  void shouldSayWhichDeviceCannotBeMade() {
    router = Router.start(config(1));
    try (TapPort taken = routers.namespace().call(() -> TapPort.open(PeeredVpcs.A, 1))) {
      assertThat(taken.location()).isPresent();
      assertThatThrownBy(() -> router.openPort(PeeredVpcs.A))
          .isInstanceOf(LinuxException.class)
          .hasMessageContaining(PeeredVpcs.A.device())
          .hasMessageContaining("EBUSY");
    }
    assertThat(router.openPort(PeeredVpcs.A)).isZero();
  }

  @Test
  void shouldAllocateNothingPerPacket() throws Exception {
    startPeered(1);
    Thread worker =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("peerway-worker"))
            .findFirst()
            .orElseThrow();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (DatagramChannel sender = vpcA.namespace().call(DatagramChannel::open);
        DatagramChannel receiver = vpcB.namespace().call(DatagramChannel::open)) {
      receiver.bind(new InetSocketAddress(HOST_B, 9)); // so that no ICMP error comes back
      sender.connect(new InetSocketAddress(HOST_B, 9));

      // The compiler takes what time it takes; once it is done, nothing is allocated any more.
      await(
          () -> {
            long before = threads.getThreadAllocatedBytes(worker.threadId());
            long packets = forward(sender, 50_000);
            long allocated = threads.getThreadAllocatedBytes(worker.threadId()) - before;
            return (double) allocated / packets < mostBytesPerPacket();
          });
    }
  }

  /** One probe: of several, ping waits for the last no longer than two round trips. */
  private String ping(String host) {
    return vpcA.run("ping", "-c", "1", "-W", "60", host);
  }

  /** Sends datagrams until the router has forwarded {@code count} more; returns how many it did. */
  private long forward(DatagramChannel sender, long count) throws IOException {
    long start = forwarded();
    ByteBuffer payload = ByteBuffer.allocateDirect(32);
    while (forwarded() - start < count) {
      for (int i = 0; i < 1000; i++) {
        payload.clear();
        sender.write(payload);
      }
    }
    return forwarded() - start;
  }

  private long forwarded() {
    return router.ports().get(0).counters().get(PortCounter.FORWARDED_PACKETS);
  }

  /** How workers read and write. */
  IoMode mode() {
    return IoMode.EPOLL;
  }

  /** What the worker's thread may allocate: the compiler's own rest. */
  double mostBytesPerPacket() {
    return 0.1;
  }

  private RouterConfig config(int workers) {
    return RouterConfig.defaults()
        .withIo(mode())
        .withWorkers(workers)
        .withMaxPorts(8)
        .withPortFactory(
            (spec, queues) -> routers.namespace().call(() -> TapPort.open(spec, queues)));
  }

  private void startPeered(int workers) throws IOException {
    router = Router.start(config(workers));
    int a = router.openPort(PeeredVpcs.A);
    int b = router.openPort(PeeredVpcs.B);
    router.publish(PeeredVpcs.state(1, a, b)).join();
    attach(a, vpcA, PeeredVpcs.A, HOST_A);
    attach(b, vpcB, PeeredVpcs.B, HOST_B);
  }

  private void attach(int port, TemporaryNamespace vpc, PortSpec spec, String host)
      throws IOException {
    NetworkNamespace namespace = vpc.namespace();
    Sysctl.write(namespace, "ipv6/conf/all/disable_ipv6", "1"); // no packets but the test's
    router.movePort(port, namespace);
    try (RtNetlink netlink = RtNetlink.open(namespace)) {
      int index = netlink.link(spec.device()).index();
      netlink.setUp(index);
      netlink.replaceAddress(index, InetAddress.getByName(host), 16);
      byte[] gateway = InetAddress.getByName(host).getAddress();
      gateway[2] = 0;
      gateway[3] = 1;
      netlink.replaceRoute(
          index, InetAddress.getByName("0.0.0.0"), 0, InetAddress.getByAddress(gateway));
    }
  }

  private static long checksum(ServerSocketChannel server) {
    CRC32C sum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    try (SocketChannel connection = server.accept()) {
      while (connection.read(buffer.clear()) >= 0) {
        sum.update(buffer.flip());
      }
      return sum.getValue();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the process holds of the kinds that a router opens; others come and go by themselves. */
  private static List<String> kernelObjects() throws IOException {
    List<String> objects = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        target(descriptor)
            .filter(t -> t.matches("/dev/net/tun|anon_inode:.(event|timer).*|.*net.*"))
            .ifPresent(objects::add);
      }
    }
    Collections.sort(objects);
    return objects;
  }

  private static Optional<String> target(Path descriptor) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor).toString());
    } catch (NoSuchFileException e) {
      return Optional.empty(); // closed since: the directory's own, or another thread's
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(1);
    }
  }
}
