package io.peerway.dataplane.forward.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of neighbours that all workers share. */
class NeighborTableTest {
  private final AtomicInteger resolutions = new AtomicInteger();
  private final NeighborTable table = new NeighborTable(resolutions::incrementAndGet);

  private record Key(int port, long hi, long lo) {}

  @Test
  void shouldFindOnlyWhatWasAdded() {
    Neighbor neighbor = table.findOrAdd(3, 0, NeighborTable.mapped(0x0a010203), 0);

    assertThat(table.find(3, 0, NeighborTable.mapped(0x0a010203))).isSameAs(neighbor);
    assertThat(table.findOrAdd(3, 0, NeighborTable.mapped(0x0a010203), 9)).isSameAs(neighbor);
    assertThat(table.find(4, 0, NeighborTable.mapped(0x0a010203))).isNull();
    assertThat(table.find(3, 0, NeighborTable.mapped(0x0a010204))).isNull();
    assertThat(table.find(3, 1, NeighborTable.mapped(0x0a010203))).isNull();
    assertThat(table.find(-1, 0, 0)).as("the key of what was removed").isNull();
  }

  @Test
  void shouldKeepAnIpv4AddressApartFromTheIpv6AddressWithItsBits() {
    table.findOrAdd(0, 0, NeighborTable.mapped(-1), 0);

    assertThat(table.find(0, 0, 0xffff_ffffL)).isNull();
    assertThat(table.find(0, 0, -1)).isNull();
  }

  @Test
  void shouldTellOnceThatANeighborIsResolved() {
    Neighbor neighbor = table.findOrAdd(0, 1, 2, 0);

    table.confirm(neighbor, 0x0600_0000_0001L, 10);
    table.confirm(neighbor, 0x0600_0000_0001L, 20);
    table.confirm(neighbor, 0x0600_0000_0002L, 30);

    assertThat(resolutions).hasValue(1);
    assertThat(neighbor.mac()).isEqualTo(0x0600_0000_0002L);
  }

  @Test
  void shouldAgreeWithAMapWhateverIsAddedAndRemoved() {
    Random random = new Random(7);
    Map<Key, Neighbor> oracle = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      Key key = new Key(random.nextInt(4), random.nextInt(3), random.nextInt(300));
      switch (random.nextInt(3)) {
        case 0 -> {
          Neighbor added = table.findOrAdd(key.port, key.hi, key.lo, step);
          assertThat(added).isSameAs(oracle.getOrDefault(key, added));
          oracle.put(key, added);
        }
        case 1 -> {
          Neighbor known = oracle.remove(key);
          if (known != null) {
            table.remove(known);
            table.remove(known); // a second worker may be late
          }
        }
        default -> {
          if (random.nextInt(2000) == 0) {
            table.removePort(key.port);
            oracle.keySet().removeIf(k -> k.port == key.port);
          }
        }
      }
      if (table.find(key.port, key.hi, key.lo) != oracle.get(key)) {
        throw new AssertionError("step %d, %s".formatted(step, key));
      }
    }
    oracle.forEach((key, n) -> assertThat(table.find(key.port, key.hi, key.lo)).isSameAs(n));
  }

  @Test
  void shouldForgetAnOldNeighborWhenAPortHasTooMany() {
    Neighbor other = table.findOrAdd(1, 0, 5, 0);
    int most = NeighborTable.MOST_PER_PORT;
    for (int i = 0; i < 2 * most; i++) {
      table.confirm(table.findOrAdd(0, 0, i, i), 0x0600_0000_0000L + i, i);
    }

    assertThat(count(0, 0, 2 * most)).as("neighbours of the port").isEqualTo(most);
    assertThat(count(0, most, 2 * most))
        .as("younger ones among them: the oldest of a few goes, not always the oldest of all")
        .isGreaterThan(most * 8L / 10);
    assertThat(table.find(1, 0, 5)).isSameAs(other);
  }

  private long count(int port, int from, int to) {
    return IntStream.range(from, to).filter(i -> table.find(port, 0, i) != null).count();
  }

  @Test
  void shouldSpreadAddressesThatDifferInAnyBits() {
    // Were they all in one place, this would take minutes. Ports of their own for each shift, so
    // that no port has too many.
    for (int shift = 0; shift < 64; shift += 12) {
      for (long i = 1; i < 4096; i++) {
        table.findOrAdd(shift, i << shift, 0, 0);
        table.findOrAdd(shift + 1, 0, i << shift, 0);
        table.findOrAdd(shift + 2, i << shift, i << shift, 0);
      }
    }
    assertThat(table.find(0, 4095, 0)).isNotNull();
    assertThat(table.find(61, 0, 1L << 60)).isNotNull();
  }

  /**
   * Two workers add, confirm and remove while two read. Neighbours that nobody removes must be
   * found at any moment, and nothing but what is looked for.
   */
  @Test
  @Timeout(180)
  void shouldNeverHideANeighborFromReadersWhileOthersComeAndGo() throws Exception {
    int permanent = 500;
    for (int i = 0; i < permanent; i++) {
      table.findOrAdd(0, 7, i, 0);
    }
    AtomicBoolean done = new AtomicBoolean();
    Callable<Boolean> writer =
        () -> {
          Random random = new Random();
          for (int i = 0; i < 150_000; i++) {
            int port = 1 + random.nextInt(2);
            Neighbor neighbor = table.findOrAdd(port, 0, random.nextInt(3000), i);
            table.confirm(neighbor, random.nextInt(1000), i);
            if (random.nextInt(3) > 0) {
              table.remove(neighbor);
            }
            if (random.nextInt(20_000) == 0) {
              table.removePort(port);
            }
          }
          return true;
        };
    Callable<Boolean> reader =
        () -> {
          for (int i = 0; !done.get(); i++) {
            Neighbor always = table.find(0, 7, i % permanent);
            Neighbor sometimes = table.find(1, 0, i % 3000);
            if (always == null
                || always.lo != i % permanent
                || (sometimes != null && (sometimes.port() != 1 || sometimes.lo != i % 3000))) {
              return false;
            }
          }
          return true;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Future<Boolean> read1 = threads.submit(reader);
      Future<Boolean> read2 = threads.submit(reader);
      Future<Boolean> write1 = threads.submit(writer);
      Future<Boolean> write2 = threads.submit(writer);
      write1.get(120, TimeUnit.SECONDS);
      write2.get(120, TimeUnit.SECONDS);
      done.set(true);
      assertThat(read1.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(read2.get(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      done.set(true);
    }
  }

  /** However many workers find that it is time to ask, one of them asks. */
  @Test
  @Timeout(180)
  void shouldLetOneWorkerAskOncePerInterval() throws Exception {
    int rounds = 2000;
    Neighbor[] asked = new Neighbor[rounds];
    for (int i = 0; i < rounds; i++) {
      asked[i] = new Neighbor(0, 0, i, 0);
    }
    Callable<Integer> worker =
        () -> {
          int claims = 0;
          for (Neighbor neighbor : asked) {
            claims += neighbor.claimProbe(0) ? 1 : 0;
          }
          return claims;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      int claims = 0;
      for (Future<Integer> future : threads.invokeAll(List.of(worker, worker, worker))) {
        claims += future.get();
      }
      assertThat(claims).isEqualTo(rounds);
    }
    assertThat(asked).allMatch(n -> !n.hasFailed(Neighbor.RETRANSMIT_NANOS));
  }
}
