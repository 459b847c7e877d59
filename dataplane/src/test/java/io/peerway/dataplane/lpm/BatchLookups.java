package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Batch lookups in every way that this machine has; all must find the same. */
final class BatchLookups {
  private BatchLookups() {}

  static int[] ipv4(Ipv4Lpm table, int[] addresses) {
    int[] nextHops = new int[addresses.length];
    table.lookup(addresses, nextHops, addresses.length);
    if (table.table instanceof TrieView view) {
      int[] found = new int[addresses.length];
      Chunk scalar = (from, to) -> ScalarLookup.ipv4(view, addresses, found, from, to);
      require(scalar, found, nextHops, nextHops.length);
      if (BatchLookup.canUseVectors()) {
        Chunk vector = (from, to) -> VectorLookup.ipv4(view, addresses, found, from, to);
        require(vector, found, nextHops, wholeGroups(nextHops));
      }
      if (view.direct != null) {
        Chunk direct = (from, to) -> DirectLookup.ipv4(view, addresses, found, from, to);
        require(direct, found, nextHops, nextHops.length);
      }
      if (view.direct != null && BatchLookup.canUseVectors()) {
        Chunk vector = (from, to) -> VectorDirectLookup.ipv4(view, addresses, found, from, to);
        require(vector, found, nextHops, wholeGroups(nextHops));
      }
    }
    return nextHops;
  }

  static int[] ipv6(Ipv6Lpm table, long[] hi, long[] lo) {
    int[] nextHops = new int[hi.length];
    table.lookup(hi, lo, nextHops, hi.length);
    if (table.table instanceof TrieView view) {
      int[] found = new int[hi.length];
      Chunk scalar = (from, to) -> ScalarLookup.ipv6(view, hi, lo, found, from, to);
      require(scalar, found, nextHops, nextHops.length);
      if (BatchLookup.canUseVectors()) {
        Chunk vector = (from, to) -> VectorLookup.ipv6(view, hi, lo, found, from, to);
        require(vector, found, nextHops, wholeGroups(nextHops));
      }
    }
    return nextHops;
  }

  /** Looks up the addresses of a range; tells whether memory was intact. */
  private interface Chunk {
    boolean lookup(int from, int to);
  }

  private static void require(Chunk chunk, int[] found, int[] expected, int count) {
    Arrays.fill(found, -1);
    for (int from = 0; from < count; from += LpmTable.CHUNK) {
      assertThat(chunk.lookup(from, Math.min(count, from + LpmTable.CHUNK))).isTrue();
    }
    int differs = Arrays.mismatch(found, 0, count, expected, 0, count);
    assertThat(differs).as("first address with another next hop").isEqualTo(-1);
  }

  private static int wholeGroups(int[] lanes) {
    return lanes.length / VectorLookup.GROUP * VectorLookup.GROUP;
  }
}
