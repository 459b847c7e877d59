package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Readers beside a writer that changes the table as fast as it can, so that memory is used anew
 * while they look. Every address may have only the few next hops that some state of the table gives
 * it: a torn read, a freed block or half of an update shows as another one.
 */
class ConcurrentUpdateTest {
  private static final long MILLIS = 600;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean stop = new AtomicBoolean();

  @BeforeAll
  static void useTheFastestLookup() {
    if (BatchLookup.canUseVectors()) {
      BatchLookup.useVectors4();
      BatchLookup.useVectors6();
      BatchLookup.useVectorsDirect();
    }
  }

  @AfterEach
  void endThreads() throws InterruptedException {
    stop.set(true);
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  /** One more thread of the test; it ends when the time is over. */
  private interface Loop {
    void once(SplittableRandom random);
  }

  private void run(Loop writer, Loop... readers) throws InterruptedException, ExecutionException {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < readers.length; i++) {
      var random = new SplittableRandom(i);
      Loop reader = readers[i];
      running.add(threads.submit(() -> loop(reader, random)));
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
    var random = new SplittableRandom(99);
    while (System.nanoTime() < end && running.stream().noneMatch(Future::isDone)) {
      writer.once(random);
    }
    stop.set(true);
    for (Future<?> thread : running) {
      thread.get();
    }
  }

  private void loop(Loop body, SplittableRandom random) {
    while (!stop.get()) {
      body.once(random);
    }
  }

  /**
   * Below 10.0.0.0/8 the next hop of a route is always made of the route's length and of where it
   * is, so that a reader can tell whether a next hop may belong to its address.
   */
  private static int nextHop4(int address, int length) {
    return (length << 16) + (address >>> 8 & 0xffff) + 1;
  }

  private static boolean mayBe4(int address, int nextHop) {
    int length = (nextHop - 1) >>> 16;
    int network = address & (int) (Prefixes.maskHi(length) >>> 32);
    return length <= 32 && nextHop == nextHop4(network, length);
  }

  private static int random4(SplittableRandom random) {
    return (10 << 24) + (random.nextInt() & 0x000f_3fff);
  }

  @Test
  void shouldFindNothingButRoutesOfTheAddressWhileRoutesComeAndGo() throws Exception {
    Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
    builder.add(10 << 24, 8, nextHop4(10 << 24, 8));
    var filling = new SplittableRandom(5);
    for (int i = 0; i < 6000; i++) {
      addRandom4(builder, filling);
    }
    Ipv4Lpm table = builder.build();
    Loop single =
        random -> {
          int address = random4(random);
          int found = table.lookup(address);
          assertThat(mayBe4(address, found)).as("%08x -> %08x", address, found).isTrue();
        };
    Loop batch =
        random -> {
          int[] addresses = random.ints(700).map(i -> random4(random)).toArray();
          int[] found = new int[700];
          table.lookup(addresses, found, 700);
          for (int i = 0; i < found.length; i++) {
            boolean may = mayBe4(addresses[i], found[i]);
            assertThat(may).as("%08x -> %08x", addresses[i], found[i]).isTrue();
          }
        };
    run(random -> changeRandom4(table, random), single, batch, batch);
  }

  private static void addRandom4(Ipv4Lpm.Builder builder, SplittableRandom random) {
    int length = 9 + random.nextInt(24);
    int network = random4(random) & (int) (Prefixes.maskHi(length) >>> 32);
    builder.add(network, length, nextHop4(network, length));
  }

  private static void changeRandom4(Ipv4Lpm table, SplittableRandom random) {
    int length = 9 + random.nextInt(24);
    int network = random4(random) & (int) (Prefixes.maskHi(length) >>> 32);
    if (random.nextBoolean()) {
      table.announce(network, length, nextHop4(network, length));
    } else {
      table.withdraw(network, length);
    }
  }

  /** As {@link #nextHop4}; for routes longer than 64 bits the length counts as 64. */
  private static int nextHop6(long hi, int length) {
    return (Math.min(length, 64) << 20) + (int) ((hi ^ (hi >>> 12) ^ (hi >>> 32)) & 0xf_ffff);
  }

  private static boolean mayBe6(long hi, int nextHop) {
    int length = nextHop >>> 20;
    return nextHop == nextHop6(hi & Prefixes.maskHi(length), length);
  }

  private static long random6(SplittableRandom random) {
    return 0x2001_0db8_0000_0000L | (random.nextLong() & 0x0707_0707);
  }

  @Test
  void shouldFindNothingButRoutesOfTheIpv6AddressWhileRoutesComeAndGo() throws Exception {
    Ipv6Lpm.Builder builder = Ipv6Lpm.builder();
    for (int length = 16; length <= 32; length++) {
      long network = 0x2001_0db8_0000_0000L & Prefixes.maskHi(length);
      builder.add(network, 0, length, nextHop6(network, length));
    }
    Ipv6Lpm table = builder.build();
    Loop reader =
        random -> {
          long[] hi = random.longs(300).map(i -> random6(random)).toArray();
          long[] lo = random.longs(300).toArray();
          int[] found = new int[300];
          table.lookup(hi, lo, found, 300);
          for (int i = 0; i < found.length; i++) {
            boolean may = mayBe6(hi[i], found[i]);
            assertThat(may).as("%016x -> %08x", hi[i], found[i]).isTrue();
          }
        };
    Loop writer =
        random -> {
          int length = 33 + random.nextInt(64);
          long hi = random6(random) & Prefixes.maskHi(length);
          long lo = random.nextLong() & Prefixes.maskLo(length);
          if (random.nextInt(3) > 0) {
            table.announce(hi, lo, length, nextHop6(hi, length));
          } else {
            table.withdraw(hi, lo, length);
          }
        };
    run(writer, reader, reader);
  }

  /**
   * Every change moves all addresses of a prefix to the next generation at one instant.
   *
   * @param length of the prefix; of a direct table 23 is a part of a word and 30 less than a byte
   */
  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "true, 15", "true, 23", "true, 30"})
  void shouldSeeChangesInOrderAtAllAddressesOfAPrefix(boolean direct, int length) throws Exception {
    Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
    builder.add(0, 0, 1).add(0, length - 1, 1);
    builder.add(0x80, 25, 1); // a direct table does not say what is before it either
    for (int i = 0; i < 5000; i++) {
      builder.add((11 << 24) + (i << 8), 24, 1); // makes it a trie with a wide root
    }
    Ipv4Lpm table = (direct ? builder.direct() : builder).build();
    int last = 300; // a direct table says next hops up to 254
    int[] generation = {1};
    var startingAgain = new AtomicInteger();
    Loop writer =
        random -> {
          if (generation[0] + 3 > last) {
            startingAgain.incrementAndGet();
            generation[0] = 1;
            table.announce(0, length - 1, 1);
            startingAgain.incrementAndGet();
          }
          table.announce(0, length, ++generation[0]);
          table.announce(0, length - 1, ++generation[0]); // not seen below the longer one
          table.withdraw(0, length);
          table.announce(0, length - 1, ++generation[0]);
        };
    IntUnaryOperator address = bits -> bits & ((1 << Math.min(27, 32 - length)) - 1) & ~0x80;
    Loop reader =
        random -> {
          int times = startingAgain.get();
          int first = table.lookup(address.applyAsInt(random.nextInt()));
          int[] batch = new int[48];
          table.lookup(random.ints(48).map(address).toArray(), batch, 48);
          int second = table.lookup(address.applyAsInt(random.nextInt()));
          if (times % 2 == 0 && startingAgain.get() == times) {
            int least = Arrays.stream(batch).min().getAsInt();
            int greatest = Arrays.stream(batch).max().getAsInt();
            assertThat(least).isGreaterThanOrEqualTo(first);
            assertThat(second).isGreaterThanOrEqualTo(greatest);
          }
        };
    run(writer, reader, reader);
  }

  @Test
  void shouldSeeABatchOfChangesAsAWhole() throws Exception {
    Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
    for (int i = 0; i < 8000; i++) {
      builder.add(i << 12, 20, 1);
    }
    Ipv4Lpm table = builder.build();
    int[] generation = {1};
    Loop writer =
        random -> {
          generation[0]++;
          var changes = new Ipv4Lpm.Changes();
          for (int i = 0; i < 8000; i += 1 + random.nextInt(40)) {
            changes.announce(i << 12, 20, generation[0]);
          }
          for (int i = 0; i < 8; i++) {
            changes.announce(i << 12, 20, generation[0]);
          }
          table.apply(changes);
        };
    Loop reader =
        random -> {
          int first = table.lookup(random.nextInt(8) << 12);
          int second = table.lookup(random.nextInt(8) << 12);
          assertThat(second).isGreaterThanOrEqualTo(first);
        };
    run(writer, reader, reader);
  }

  @Test
  void shouldSeeAReplacedTableAsAWhole() throws Exception {
    Ipv4Lpm table = Ipv4Lpm.builder().add(0, 0, 1).build();
    int[] generation = {1};
    Loop writer =
        random -> {
          generation[0]++;
          Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
          int routes = 1 << random.nextInt(14); // ranges, a small trie or a large one
          for (int i = 0; i < routes; i++) {
            builder.add(i << 18, 14, generation[0]);
          }
          table.replace(builder.add(0, 0, generation[0]));
        };
    Loop reader =
        random -> {
          int first = table.lookup(random.nextInt());
          int[] both = new int[64];
          table.lookup(random.ints(64).toArray(), both, 64);
          assertThat(Arrays.stream(both).min().getAsInt()).isGreaterThanOrEqualTo(first);
        };
    run(writer, reader, reader);
  }
}
