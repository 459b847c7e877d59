package io.peerway.bench.lpm;

import io.peerway.bench.lpm.LpmResult.ManyTables;
import io.peerway.dataplane.lpm.Ipv4Lpm;
import java.util.SplittableRandom;

/** Makes as many small tables as a router of many VPCs has, and sees what they take. */
final class ManyTablesBenchmark {
  private ManyTablesBenchmark() {}

  static ManyTables measure(int tables, int routes) {
    var random = new SplittableRandom(1);
    Ipv4Lpm[] all = new Ipv4Lpm[tables];
    long before = usedHeap();
    for (int i = 0; i < tables; i++) {
      Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
      for (int k = 0; k < routes; k++) {
        int length = 8 + random.nextInt(21);
        builder.add(random.nextInt() << (32 - length), length, 1 + k);
      }
      all[i] = builder.build();
    }
    long used = usedHeap() - before;
    int answers = 0;
    for (Ipv4Lpm table : all) { // and keeps them alive until here
      answers += table.lookup(random.nextInt()) == Ipv4Lpm.NO_ROUTE ? 0 : 1;
    }
    if (answers == 0) {
      throw new IllegalStateException("no table has a route");
    }
    return new ManyTables(tables, routes, used);
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      runtime.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
