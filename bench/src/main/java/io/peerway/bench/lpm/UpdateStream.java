package io.peerway.bench.lpm;

import io.peerway.bench.lpm.RoutingTable.Route4;
import io.peerway.dataplane.lpm.Ipv4Lpm;
import java.util.List;
import java.util.SplittableRandom;

/** Random changes of the routes of a table: withdrawals, announcements, changes of next hops. */
final class UpdateStream {
  private static final int NEXT_HOPS = 64;
  private static final int BATCH = LpmBenchmark.BATCH;

  private final SplittableRandom random = new SplittableRandom(1);
  private final int[] addresses;
  private final byte[] lengths;
  private final boolean[] withdrawn;
  private final Ipv4Lpm.Changes changes = new Ipv4Lpm.Changes();

  UpdateStream(List<Route4> routes) {
    addresses = new int[routes.size()];
    lengths = new byte[routes.size()];
    withdrawn = new boolean[routes.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = routes.get(i).address();
      lengths[i] = (byte) routes.get(i).length();
    }
  }

  /** Makes changes, each visible by itself; returns million changes a second. */
  double single(Ipv4Lpm table, int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int route = random.nextInt(addresses.length);
      if (withdraws(route)) {
        table.withdraw(addresses[route], lengths[route]);
      } else {
        table.announce(addresses[route], lengths[route], 1 + random.nextInt(NEXT_HOPS));
      }
    }
    return rate(start, count);
  }

  /** Makes changes, {@link LpmBenchmark#BATCH} at a time; returns million changes a second. */
  double batched(Ipv4Lpm table, int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i += BATCH) {
      changes.clear();
      for (int k = 0; k < BATCH; k++) {
        int route = random.nextInt(addresses.length);
        if (withdraws(route)) {
          changes.withdraw(addresses[route], lengths[route]);
        } else {
          changes.announce(addresses[route], lengths[route], 1 + random.nextInt(NEXT_HOPS));
        }
      }
      table.apply(changes);
    }
    return rate(start, count);
  }

  /** One change in five withdraws a route; a withdrawn one comes back at its next turn. */
  private boolean withdraws(int route) {
    withdrawn[route] = !withdrawn[route] && random.nextInt(5) == 0;
    return withdrawn[route];
  }

  private static double rate(long start, int count) {
    return count * 1e3 / (System.nanoTime() - start);
  }
}
