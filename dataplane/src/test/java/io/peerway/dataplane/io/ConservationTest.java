package io.peerway.dataplane.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.observe.CounterMemory;
import io.peerway.dataplane.observe.CounterReader;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.PortCounts;
import io.peerway.dataplane.port.MemoryPort;
import io.peerway.dataplane.port.Port;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * For every port, what was received is what was forwarded, consumed, held, or dropped for a reason:
 * to the packet, and at every moment at which somebody reads the counters of a busy router.
 */
@Timeout(180)
class ConservationTest {
  private static final int WORKERS = 2;
  private static final int PACKETS = 60_000;
  private static final long HOST_MAC = 0x02_00_00_00_0a_0aL;

  @TempDir private Path directory;

  private final List<MemoryPort> opened = new CopyOnWriteArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  @AutoClose private Router router;

  private Port open(PortSpec spec, int queues) {
    MemoryPort port = new MemoryPort(spec, queues);
    opened.add(port);
    return port;
  }

  private CounterReader start() throws IOException {
    RouterConfig config =
        RouterConfig.defaults().withWorkers(WORKERS).withMaxPorts(4).withPortFactory(this::open);
    Path file = directory.resolve("test.counters");
    router =
        Router.start(
            config, CounterMemory.inFile(file, WORKERS, config.maxPorts(), InstantSource.system()));
    int a = router.openPort(PeeredVpcs.A);
    int b = router.openPort(PeeredVpcs.B);
    router.publish(PeeredVpcs.state(1, a, b)).join();
    return CounterReader.open(file);
  }

  /** Packets that are forwarded, held, answered, reported and dropped; and noise. */
  private static byte[] next(int vpc, SplittableRandom random) {
    String host = "10.%d.1.%d".formatted(vpc + 1, random.nextInt(2, 40));
    String peer = "10.%d.1.%d".formatted(2 - vpc, random.nextInt(2, 40));
    String to =
        switch (random.nextInt(8)) {
          case 0 -> "10.77.0.1";
          case 1 -> "10.%d.0.1".formatted(vpc + 1);
          default -> peer;
        };
    SyntheticPacket packet =
        new SyntheticPacket(
            host,
            to,
            random.nextBoolean() ? IpProtocol.UDP : IpProtocol.ICMP,
            1,
            2,
            random.nextInt(10) == 0 ? 1 : 64,
            random.nextInt(60, 1400),
            false,
            false);
    byte[] frame = packet.frame(HOST_MAC, PeeredVpcs.routerMac(vpc));
    if (random.nextInt(6) == 0) {
      frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(50) == 0 ? Arrays.copyOf(frame, random.nextInt(20)) : frame;
  }

  private Thread load(int vpc) {
    return Thread.ofPlatform()
        .start(
            () -> {
              SplittableRandom random = new SplittableRandom(vpc);
              try {
                for (int i = 0; i < PACKETS; i++) {
                  opened.get(vpc).inject(i % WORKERS, next(vpc, random));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** A device that is never full: takes whatever leaves. */
  private Thread drain(int vpc, int queue) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (!ended.get()) {
                  opened.get(vpc).take(queue, 10, TimeUnit.MILLISECONDS);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Test
  void shouldAccountForEveryPacketWheneverTheCountersAreRead() throws Exception {
    CounterReader reader = start();
    List<Thread> drains = new ArrayList<>();
    for (int vpc = 0; vpc < 2; vpc++) {
      for (int queue = 0; queue < WORKERS; queue++) {
        drains.add(drain(vpc, queue));
      }
    }
    for (int vpc = 0; vpc < 2; vpc++) {
      for (int host = 2; host < 30; host++) { // the others never answer
        int address = 10 << 24 | (vpc + 1) << 16 | 1 << 8 | host;
        opened.get(vpc).inject(0, RouterTest.arp(vpc, HOST_MAC, address));
      }
    }
    List<Thread> loads = List.of(load(0), load(1));
    long readings = 0;
    while (loads.stream().anyMatch(Thread::isAlive)) {
      assertThat(reader.ports())
          .hasSize(2)
          .allSatisfy(port -> assertThat(port.isConsistent()).isTrue())
          .allSatisfy(port -> assertThat(port.unaccounted()).isZero());
      readings++;
    }
    await(reader);
    ended.set(true);
    for (Thread drain : drains) {
      drain.join();
    }

    assertThat(readings).isGreaterThan(10);
    assertThat(reader.ports())
        .allSatisfy(
            port -> {
              assertThat(port.unaccounted()).isZero();
              assertThat(port.count(PortCounter.FORWARDED_PACKETS)).isPositive();
              assertThat(port.count(PortCounter.CONSUMED_PACKETS)).isPositive();
              assertThat(port.drops()).hasSizeGreaterThan(5);
            });
  }

  /** Until the workers have taken every packet from the ports. */
  private static void await(CounterReader reader) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (reader.ports().stream()
        .anyMatch((PortCounts port) -> port.count(PortCounter.RECEIVED_PACKETS) < PACKETS)) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
