package io.peerway.bench.lpm;

import io.peerway.bench.lpm.RoutingTable.Route4;
import io.peerway.bench.lpm.RoutingTable.Route6;
import java.util.List;

/** How the addresses that are looked up are spread. */
public enum AddressPattern {
  /** Uniform over the address space; over the global unicast addresses (2000::/3) in IPv6. */
  RANDOM,
  /** Uniform over the table's prefixes, with random host bits. */
  PREFIX,
  /** 100,000 destinations spread as in {@link #PREFIX}, drawn by Zipf's law with s = 1. */
  ZIPF;

  /** Addresses of one measurement. */
  public static final int COUNT = 1 << 22;

  /** Addresses that are handed to the table at once. */
  public static final int BURST = 256;

  private static final long SEED = 88172645463325252L;
  private static final int DESTINATIONS = 100_000;

  /** IPv4 addresses, always the same. */
  public int[] ipv4(List<Route4> routes) {
    var random = new XorShift(SEED);
    int[] destinations = new int[this == ZIPF ? DESTINATIONS : 0];
    for (int i = 0; i < destinations.length; i++) {
      destinations[i] = below4(routes, random);
    }
    random = new XorShift(SEED);
    Zipf zipf = new Zipf(DESTINATIONS);
    int[] addresses = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      addresses[i] =
          switch (this) {
            case RANDOM -> (int) (random.next() >>> 16);
            case PREFIX -> below4(routes, random);
            case ZIPF -> destinations[zipf.rank(random)];
          };
    }
    return addresses;
  }

  /** IPv6 addresses, always the same. */
  public Ipv6Addresses ipv6(List<Route6> routes) {
    var random = new XorShift(SEED);
    long[][] destinations = new long[this == ZIPF ? DESTINATIONS : 0][];
    for (int i = 0; i < destinations.length; i++) {
      destinations[i] = below6(routes, random);
    }
    random = new XorShift(SEED);
    Zipf zipf = new Zipf(DESTINATIONS);
    var addresses = new Ipv6Addresses(COUNT);
    for (int i = 0; i < COUNT; i++) {
      long[] address =
          switch (this) {
            case RANDOM -> global(random);
            case PREFIX -> below6(routes, random);
            case ZIPF -> destinations[zipf.rank(random)];
          };
      addresses.hi[i] = address[0];
      addresses.lo[i] = address[1];
    }
    return addresses;
  }

  private static int below4(List<Route4> routes, XorShift random) {
    Route4 route = routes.get(random.below(routes.size()));
    int hostBits = (int) (0xffff_ffffL >>> route.length());
    return route.address() | ((int) random.next() & hostBits);
  }

  private static long[] below6(List<Route6> routes, XorShift random) {
    Route6 route = routes.get(random.below(routes.size()));
    int length = route.length();
    long hostBitsHi = length >= 64 ? 0 : -1L >>> length;
    long hostBitsLo = length <= 64 ? -1L : length == 128 ? 0 : -1L >>> (length - 64);
    long hi = route.hi() | (random.next() & hostBitsHi);
    return new long[] {hi, route.lo() | (random.next() & hostBitsLo)};
  }

  private static long[] global(XorShift random) {
    long hi = random.next();
    long lo = random.next();
    return new long[] {(hi >>> 3) | (1L << 61), (lo >>> 3) | (hi << 61)};
  }

  /** Ranks drawn by Zipf's law: rank k (from 0) with a weight of 1 / (k + 1). */
  private static final class Zipf {
    private final double[] cumulated;

    Zipf(int ranks) {
      cumulated = new double[ranks];
      double sum = 0;
      for (int i = 0; i < ranks; i++) {
        sum += 1.0 / (i + 1);
        cumulated[i] = sum;
      }
    }

    int rank(XorShift random) {
      double drawn = random.unit() * cumulated[cumulated.length - 1];
      int low = 0;
      int high = cumulated.length - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (cumulated[middle] < drawn) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  /** Marsaglia's xorshift64*: fast, the same everywhere, and good enough for addresses. */
  private static final class XorShift {
    private long state;

    XorShift(long seed) {
      state = seed;
    }

    long next() {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      return state * 0x2545F4914F6CDD1DL;
    }

    int below(int bound) {
      return (int) Long.remainderUnsigned(next(), bound);
    }

    /** At least 0, less than 1. */
    double unit() {
      return (next() >>> 11) * 0x1p-53;
    }
  }
}
