package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A reader that goes on in an old view while the writer uses memory anew. */
class LateReaderTest {
  private static final long HI = 0x2001_0db8_0000_0000L;
  private static final int SUBNETS = 200;
  private static final int VERSIONS = 1000;

  private record Reader(TrieView view, long epoch) {}

  @Test
  void shouldNotMeetTheRangesOfAnotherSubnetAsLongAsTheClockSaysIntact() {
    TrieWriter writer = new TrieWriter(16, false);
    for (int subnet = 0; subnet < SUBNETS; subnet++) {
      writer.put(HI | subnet, 0, 128, 1 + subnet * VERSIONS);
    }
    TrieView view = writer.publishAll(false);
    List<Reader> readers = new ArrayList<>();
    for (int change = 0; change < 1000; change++) {
      readers.add(new Reader(view, view.clock.begin()));
      int subnet = change * 7 % SUBNETS;
      writer.put(HI | subnet, 0, 128, 2 + subnet * VERSIONS + change / SUBNETS);
      view = writer.publish();
      writer.reclaim();
      readers.removeIf(reader -> !reader.view.clock.wasIntact(reader.epoch));
      for (Reader reader : readers) {
        int found = reader.view.lookup(HI | subnet, 0);
        assertThat(found / VERSIONS).as("subnet that the next hop is of").isEqualTo(subnet);
      }
    }
  }
}
