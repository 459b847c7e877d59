package io.peerway.dataplane.lpm;

import io.peerway.dataplane.lpm.TableUnderTest.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random prefixes that overlap, share blocks and are often asked for again: most lie below a few
 * random ones, and lengths cluster where the trie's levels meet.
 */
final class RandomRoutes {
  private static final int SEEDS = 8;

  private final SplittableRandom random;
  private final int bits;
  private final long[] seedHi = new long[SEEDS];
  private final long[] seedLo = new long[SEEDS];
  private final List<Route> known = new ArrayList<>();

  RandomRoutes(long seed, int bits) {
    this.random = new SplittableRandom(seed);
    this.bits = bits;
    for (int i = 0; i < SEEDS; i++) {
      seedHi[i] = random.nextLong();
      seedLo[i] = random.nextLong();
    }
  }

  SplittableRandom random() {
    return random;
  }

  /** An announcement of a new or known prefix, or in a third of the calls a withdrawal. */
  Route change() {
    boolean again = !known.isEmpty() && random.nextInt(2) == 0;
    if (again) {
      Route old = known.get(random.nextInt(known.size()));
      int nextHop = random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 0;
      return new Route(old.hi(), old.lo(), old.length(), nextHop);
    }
    return announcement();
  }

  Route announcement() {
    int length = length();
    long[] address = address();
    Route route =
        new Route(
            address[0] & Prefixes.maskHi(length),
            address[1] & Prefixes.maskLo(length),
            length,
            1 + random.nextInt(random.nextInt(100) == 0 ? Prefixes.MAX_NEXT_HOP : 9));
    known.add(route);
    return route;
  }

  /** An address below one of the seeds, or at the edge of a known prefix. */
  long[] address() {
    if (!known.isEmpty() && random.nextInt(3) == 0) {
      return edge(known.get(random.nextInt(known.size())));
    }
    int seed = random.nextInt(SEEDS);
    int kept = random.nextInt(bits + 1);
    long hi = mix(seedHi[seed], Prefixes.maskHi(kept));
    long lo = mix(seedLo[seed], Prefixes.maskLo(kept));
    return new long[] {hi & Prefixes.maskHi(bits), lo & Prefixes.maskLo(bits)};
  }

  private long[] edge(Route route) {
    long lastHi = (route.hi() | ~Prefixes.maskHi(route.length())) & Prefixes.maskHi(bits);
    long lastLo = (route.lo() | ~Prefixes.maskLo(route.length())) & Prefixes.maskLo(bits);
    long stepHi = bits == 32 ? 1L << 32 : 0;
    long stepLo = bits == 32 ? 0 : 1;
    return switch (random.nextInt(4)) {
      case 0 -> new long[] {route.hi(), route.lo()};
      case 1 -> new long[] {lastHi, lastLo};
      case 2 -> {
        long carry = stepLo == 1 && lastLo == -1 ? 1 : 0;
        yield new long[] {lastHi + stepHi + carry, lastLo + stepLo};
      }
      default -> {
        long borrow = stepLo == 1 && route.lo() == 0 ? 1 : 0;
        yield new long[] {route.hi() - stepHi - borrow, route.lo() - stepLo};
      }
    };
  }

  private int length() {
    if (random.nextInt(3) == 0) {
      return random.nextInt(bits + 1);
    }
    int[] common = {8, 15, 16, 17, 23, 24, 25, 31, 32, 48, 63, 64, 65, 72, 127, 128};
    return Math.min(bits, common[random.nextInt(common.length)]);
  }

  private long mix(long kept, long mask) {
    long noise = random.nextLong();
    noise &= random.nextLong(); // few bits, so that prefixes meet again below the kept ones
    noise &= random.nextLong();
    return (kept & mask) | (noise & ~mask);
  }
}
