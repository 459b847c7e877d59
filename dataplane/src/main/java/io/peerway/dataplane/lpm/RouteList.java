package io.peerway.dataplane.lpm;

import java.util.Arrays;

/**
 * A few prefixes and their next hops, sorted by address and then by length: a prefix stands before
 * those that it contains. Immutable and without spare room, because there may be 100,000 of them.
 */
final class RouteList {
  static final RouteList EMPTY = new RouteList(new long[0], null, new byte[0], new int[0], 0);

  private final long[] hi;

  /** Null when every length is 64 or less. */
  private final long[] lo;

  private final byte[] lengths;
  private final int[] nextHops;

  private RouteList(long[] hi, long[] lo, byte[] lengths, int[] nextHops, int size) {
    this.hi = Arrays.copyOf(hi, size);
    this.lo = lo == null ? null : Arrays.copyOf(lo, size);
    this.lengths = Arrays.copyOf(lengths, size);
    this.nextHops = Arrays.copyOf(nextHops, size);
  }

  /** The list after the changes, in their order; next hop 0 withdraws. */
  RouteList with(RouteColumns changes) {
    Editor editor = new Editor(this, changes.count, changes.lo != null);
    for (int i = 0; i < changes.count; i++) {
      editor.put(changes.hi[i], changes.lo(i), changes.length(i), changes.nextHops[i]);
    }
    return editor.list();
  }

  /** The list after one prefix is announced, or withdrawn by next hop 0. */
  RouteList with(long prefixHi, long prefixLo, int length, int nextHop) {
    Editor editor = new Editor(this, 1, length > 64);
    editor.put(prefixHi, prefixLo, length, nextHop);
    return editor.list();
  }

  int size() {
    return hi.length;
  }

  long hi(int i) {
    return hi[i];
  }

  long lo(int i) {
    return lo == null ? 0 : lo[i];
  }

  int length(int i) {
    return lengths[i] & 0xff;
  }

  int nextHop(int i) {
    return nextHops[i];
  }

  /** The next hop of exactly this prefix, or 0. */
  int nextHop(long prefixHi, long prefixLo, int length) {
    int at = search(hi, lo, lengths, hi.length, prefixHi, prefixLo, length);
    return at < 0 ? 0 : nextHops[at];
  }

  /** Whether a prefix may be longer than 64 bits. */
  boolean isLong() {
    return lo != null;
  }

  void addTo(RouteColumns columns) {
    for (int i = 0; i < hi.length; i++) {
      columns.add(hi[i], lo(i), length(i), nextHops[i]);
    }
  }

  long bytes() {
    return 32
        + Memory.ofLongs(hi)
        + Memory.ofLongs(lo)
        + Memory.ofBytes(lengths)
        + Memory.ofInts(nextHops);
  }

  /** The index of the prefix, or {@code -(insertion point) - 1}. */
  private static int search(
      long[] hi, long[] lo, byte[] lengths, int size, long prefixHi, long prefixLo, int length) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long middleLo = lo == null ? 0 : lo[middle];
      int order = Prefixes.compare(hi[middle], middleLo, prefixHi, prefixLo);
      order = order != 0 ? order : Integer.compare(lengths[middle] & 0xff, length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** A copy with room for changes. */
  private static final class Editor {
    private final long[] hi;
    private final long[] lo;
    private final byte[] lengths;
    private final int[] nextHops;
    private int size;

    Editor(RouteList list, int room, boolean isLong) {
      size = list.size();
      hi = Arrays.copyOf(list.hi, size + room);
      lengths = Arrays.copyOf(list.lengths, size + room);
      nextHops = Arrays.copyOf(list.nextHops, size + room);
      if (list.lo != null) {
        lo = Arrays.copyOf(list.lo, size + room);
      } else {
        lo = isLong ? new long[size + room] : null;
      }
    }

    void put(long prefixHi, long prefixLo, int length, int nextHop) {
      int at = search(hi, lo, lengths, size, prefixHi, prefixLo, length);
      if (at >= 0 && nextHop != 0) {
        nextHops[at] = nextHop;
      } else if (at >= 0) {
        shift(at + 1, at);
        size--;
      } else if (nextHop != 0) {
        int gap = -at - 1;
        shift(gap, gap + 1);
        size++;
        hi[gap] = prefixHi;
        if (lo != null) {
          lo[gap] = prefixLo;
        }
        lengths[gap] = (byte) length;
        nextHops[gap] = nextHop;
      }
    }

    RouteList list() {
      return new RouteList(hi, lo, lengths, nextHops, size);
    }

    private void shift(int from, int to) {
      int moved = size - from;
      System.arraycopy(hi, from, hi, to, moved);
      if (lo != null) {
        System.arraycopy(lo, from, lo, to, moved);
      }
      System.arraycopy(lengths, from, lengths, to, moved);
      System.arraycopy(nextHops, from, nextHops, to, moved);
    }
  }
}
