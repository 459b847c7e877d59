package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Memory that updates leave behind is used anew. */
class MemoryGrowthTest {
  private static final int UPDATES = 10_000_000;
  private static final int MEAN_BATCH = 2000;
  private static final int ROUTES = 10_000;

  @Test
  void shouldNotGrowOverTenMillionRandomUpdates() {
    var random = new SplittableRandom(3);
    int[] networks = new int[ROUTES];
    int[] lengths = new int[ROUTES];
    for (int i = 0; i < ROUTES; i++) {
      lengths[i] = 12 + random.nextInt(17);
      networks[i] =
          (10 << 24) + (random.nextInt(1 << 24) & (int) (Prefixes.maskHi(lengths[i]) >>> 32));
    }
    Ipv4Lpm table = Ipv4Lpm.builder().build();
    var changes = new Ipv4Lpm.Changes();
    LpmMemory afterFirst = null;
    for (int i = 1; i <= UPDATES; i++) {
      int route = random.nextInt(ROUTES);
      if (random.nextInt(3) == 0) {
        changes.withdraw(networks[route], lengths[route]);
      } else {
        changes.announce(networks[route], lengths[route], 1 + random.nextInt(64));
      }
      if (random.nextInt(MEAN_BATCH) == 0) {
        table.apply(changes);
        changes.clear();
      }
      if (i == UPDATES / 10) {
        afterFirst = table.memory();
      }
    }
    LpmMemory afterLast = table.memory();
    assertThat(afterLast.lookup()).isLessThan(afterFirst.lookup() * 5 / 4);
    assertThat(afterLast.update()).isLessThan(afterFirst.update() * 5 / 4);
  }
}
