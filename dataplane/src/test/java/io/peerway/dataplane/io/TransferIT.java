package io.peerway.dataplane.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.io.PeeredHosts.Unfinished;
import io.peerway.dataplane.observe.DropReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes arrive, whatever kernel, devices and router leave to each other. */
@Timeout(300)
class TransferIT {

  private static final int TCP_BYTES = 6 << 20;
  private static final int DATAGRAMS = 24;
  private static final int ROUNDS = 20;
  private static final int PORT = 5201;

  // By the two bits of RFC 3168 section 5.
  private static final String[] MARKS = {
    "IpExtInNoECTPkts", "IpExtInECT1Pkts", "IpExtInECT0Pkts", "IpExtInCEPkts"
  };

  // A receiver that waits in vain must not hold up what else is asynchronous.
  private static final Executor OWN_THREAD = task -> Thread.ofPlatform().daemon().start(task);

  private final Random random = new Random(9001);

  /** How workers read and write. */
  IoMode mode() {
    return IoMode.EPOLL;
  }

  @ParameterizedTest
  @EnumSource
  void shouldCarryTheSameBytesWithOneWorker(Unfinished unfinished) throws Exception {
    transfer(1, unfinished);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCarryTheSameBytesWithTwoWorkers(Unfinished unfinished) throws Exception {
    transfer(2, unfinished);
  }

  private void transfer(int workers, Unfinished unfinished) throws Exception {
    try (PeeredHosts hosts = new PeeredHosts(mode(), workers, unfinished)) {
      for (int version : new int[] {4, 6}) {
        stream(hosts, version, 0, 1);
        stream(hosts, version, 1, 0);
        datagrams(hosts, version, 1472);
      }
      assertThat(hosts.router().ports())
          .allSatisfy(
              port ->
                  assertThat(port.drops())
                      .doesNotContainKeys(DropReason.BAD_OFFLOAD_HEADER, DropReason.DEVICE_ERROR));
    }
  }

  /** Jumbo frames within both VPCs, and a peering between regions that carries less. */
  @ParameterizedTest
  @ValueSource(ints = {8500, 1500})
  void shouldFindTheMtuOfAPathThatCarriesLessThanItsEnds(int mtuOfPeering) throws Exception {
    try (PeeredHosts hosts =
        new PeeredHosts(mode(), 1, Unfinished.EVERYWHERE, 9001, 9001, mtuOfPeering)) {
      stream(hosts, 4, 0, 1);
      stream(hosts, 6, 1, 0);
      assertThat(hosts.router().ports())
          .allSatisfy(port -> assertThat(port.drops()).containsKey(DropReason.PACKET_TOO_BIG));
      assertThat(hosts.host(0).run("ip", "route", "get", PeeredHosts.address(1, 4)))
          .contains("mtu " + mtuOfPeering);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldCarryJumboFramesToWhereFramesAreSmall(Unfinished unfinished) throws Exception {
    try (PeeredHosts hosts = new PeeredHosts(mode(), 1, unfinished, 9001, 1500, 9001)) {
      stream(hosts, 4, 0, 1);
      stream(hosts, 6, 1, 0);
      datagrams(hosts, 4, 1472);
    }
  }

  /** The receiver's kernel counts by mark; a super-packet counts once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldLeaveCongestionMarksAsTheyAre(int mark) throws Exception {
    try (PeeredHosts hosts = new PeeredHosts(mode(), 1, Unfinished.EVERYWHERE);
        DatagramChannel receiver = hosts.host(1).namespace().call(DatagramChannel::open);
        DatagramChannel sender = hosts.host(0).namespace().call(DatagramChannel::open)) {
      connect(sender, receiver, 4);
      sender.setOption(StandardSocketOptions.IP_TOS, mark);
      for (int round = 0; round < ROUNDS; round++) {
        exchange(sender, receiver, Collections.nCopies(DATAGRAMS, new byte[100]));
      }
      assertThat(receivedWithMark(hosts, 0)).as("before marks were set").isOne();
      for (int other = 1; other < MARKS.length; other++) {
        assertThat(receivedWithMark(hosts, other) > 0).as(MARKS[other]).isEqualTo(other == mark);
      }
    }
  }

  private static long receivedWithMark(PeeredHosts hosts, int mark) {
    String line = hosts.host(1).run("nstat", "-asz", MARKS[mark]).lines().toList().getLast();
    return Long.parseLong(line.split(" +", -1)[1]);
  }

  /** TCP in writes of random sizes. */
  private void stream(PeeredHosts hosts, int version, int from, int to) throws Exception {
    InetSocketAddress address = new InetSocketAddress(PeeredHosts.address(to, version), PORT);
    CRC32C expected = new CRC32C();
    byte[] chunk = new byte[100_000];
    random.nextBytes(chunk);
    try (ServerSocketChannel server = hosts.host(to).namespace().call(ServerSocketChannel::open);
        SocketChannel client = hosts.host(from).namespace().call(SocketChannel::open)) {
      server.bind(address);
      CompletableFuture<Long> received =
          CompletableFuture.supplyAsync(() -> checksum(server), OWN_THREAD);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.connect(address);
      for (int sent = 0; sent < TCP_BYTES; ) {
        int size = random.nextInt(10) == 0 ? random.nextInt(1, 200) : random.nextInt(1, 100_000);
        expected.update(chunk, 0, size);
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, size);
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
        sent += size;
      }
      client.shutdownOutput();
      assertThat(received.get(120, TimeUnit.SECONDS))
          .as("IPv%d from %d to %d", version, from, to)
          .isEqualTo(expected.getValue());
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
      throw new UncheckedIOException(e);
    }
  }

  /** Datagrams of random sizes, in bursts of which none is lost; order and boundaries count. */
  private void datagrams(PeeredHosts hosts, int version, int longest) throws Exception {
    try (DatagramChannel receiver = hosts.host(1).namespace().call(DatagramChannel::open);
        DatagramChannel sender = hosts.host(0).namespace().call(DatagramChannel::open)) {
      connect(sender, receiver, version);
      for (int round = 0; round < ROUNDS; round++) {
        exchange(sender, receiver, randomDatagrams(version == 4 ? longest : longest - 20));
      }
    }
  }

  private static void connect(DatagramChannel sender, DatagramChannel receiver, int version)
      throws IOException {
    SocketAddress address = new InetSocketAddress(PeeredHosts.address(1, version), PORT);
    receiver.bind(address);
    receiver.socket().setSoTimeout(60_000);
    sender.connect(address);
    exchange(sender, receiver, List.of(new byte[1])); // the neighbours get to know each other
  }

  /** Runs of equal size, so that they can be joined, and others. */
  private List<byte[]> randomDatagrams(int longest) {
    List<byte[]> datagrams = new ArrayList<>();
    int size = random.nextInt(1, longest + 1);
    for (int i = 0; i < DATAGRAMS; i++) {
      if (random.nextInt(8) == 0) {
        size = random.nextInt(1, longest + 1);
      }
      byte[] data = new byte[size];
      random.nextBytes(data);
      datagrams.add(data);
    }
    return datagrams;
  }

  private static void exchange(
      DatagramChannel sender, DatagramChannel receiver, List<byte[]> datagrams) throws IOException {
    for (byte[] datagram : datagrams) {
      sender.write(ByteBuffer.wrap(datagram));
    }
    byte[] buffer = new byte[1 << 16];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    for (byte[] datagram : datagrams) {
      receiver.socket().receive(packet);
      assertThat(Arrays.copyOf(buffer, packet.getLength())).isEqualTo(datagram);
      packet.setLength(buffer.length);
    }
  }
}
