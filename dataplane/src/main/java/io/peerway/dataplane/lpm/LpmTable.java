package io.peerway.dataplane.lpm;

/**
 * What tables of both address families have in common: their routes and how these change.
 *
 * <p>Lookups take no lock and may be made by any number of threads at any time. Changes are made
 * under the table's lock, one at a time; each becomes visible at one instant, so that a lookup sees
 * the table before it or after it.
 */
public abstract sealed class LpmTable permits Ipv4Lpm, Ipv6Lpm {
  /** What a lookup returns where no prefix matches. */
  public static final int NO_ROUTE = 0;

  /** Up to this many routes are ranges. */
  private static final int MOST_RANGES = 256;

  /** Tries with fewer routes than this have a root of 8 bits, 1 KiB, the others of 16. */
  private static final int WIDE_ROOT = 4096;

  /** Addresses that are looked up between two looks at the clock. */
  static final int CHUNK = 256;

  /** Whether a {@link DirectTable} stands before a large trie. */
  private final boolean direct;

  /** What readers use. */
  volatile LookupTable table;

  /** A {@link RouteList} beside a {@link RangeTable}, a {@link TrieWriter} beside a trie. */
  private Object routes;

  LpmTable(RouteColumns columns, boolean direct) {
    this.direct = direct;
    load(columns, false);
  }

  /** Whether batch lookups use AVX-512 by now: at first, while that is compiled, they do not. */
  public static boolean usesVectors() {
    return BatchLookup.usesVectors();
  }

  /** Whether they may do so some time: this processor and JVM can, and nobody forbade it. */
  public static boolean mayUseVectors() {
    return BatchLookup.mayUseVectors();
  }

  /** How many routes the table has. */
  public final synchronized int size() {
    return routes instanceof TrieWriter writer ? writer.size() : ((RouteList) routes).size();
  }

  /** What the table takes of the heap. Walks all of it. */
  public final synchronized LpmMemory memory() {
    long bytes =
        routes instanceof TrieWriter writer ? writer.bytes() : ((RouteList) routes).bytes();
    return new LpmMemory(table.bytes(), bytes + 24);
  }

  /** Announces a route or, by next hop 0, withdraws it; returns whether that changed the table. */
  final synchronized boolean change(long hi, long lo, int length, int nextHop) {
    if (routes instanceof RouteList list && list.size() < MOST_RANGES) {
      boolean changes = list.nextHop(hi, lo, length) != nextHop;
      if (changes) {
        show(list.with(hi, lo, length, nextHop));
      }
      return changes;
    }
    TrieWriter writer = writer();
    boolean changes = writer.put(hi, lo, length, nextHop);
    if (changes) {
      show(writer);
    }
    return changes;
  }

  /** Makes many changes visible at one instant. */
  final synchronized void change(RouteColumns changes) {
    if (routes instanceof RouteList list && list.size() + changes.count <= MOST_RANGES) {
      show(list.with(changes));
      return;
    }
    TrieWriter writer = writer();
    for (int i = 0; i < changes.count; i++) {
      writer.put(changes.hi[i], changes.lo(i), changes.length(i), changes.nextHops[i]);
    }
    show(writer);
  }

  /** Replaces all routes at one instant. */
  final synchronized void load(RouteColumns columns, boolean spare) {
    if (columns.count <= MOST_RANGES) {
      show(RouteList.EMPTY.with(columns));
      return;
    }
    boolean wide = columns.count >= WIDE_ROOT;
    TrieWriter writer = new TrieWriter(wide ? 16 : 8, wide && direct);
    for (int i = 0; i < columns.count; i++) {
      writer.put(columns.hi[i], columns.lo(i), columns.length(i), columns.nextHops[i]);
    }
    routes = writer;
    TrieView view = writer.publishAll(spare);
    if (view.direct != null) {
      view.direct.fill(view);
    }
    table = view;
  }

  private void show(RouteList list) {
    routes = list;
    table = RangeTable.of(list, NO_ROUTE);
  }

  /** Shows the changed routes, in the other form if their number asks for it. */
  private void show(TrieWriter writer) {
    int size = writer.size();
    boolean fits =
        size > MOST_RANGES / 2
            && (writer.rootBits() == 8 ? size < 2 * WIDE_ROOT : size > WIDE_ROOT / 2);
    if (fits) {
      DirectTable direct = writer.direct();
      if (direct != null) {
        direct.giveWay();
      }
      TrieView view = writer == routes ? writer.publish() : writer.publishAll(true);
      routes = writer;
      if (table != view) {
        table = view;
      }
      if (direct != null) {
        direct.follow(view);
      }
      writer.reclaim();
      return;
    }
    RouteColumns columns = new RouteColumns();
    writer.addRoutesTo(columns);
    load(columns, true);
  }

  /** The trie's writer, or a new one that knows the routes and shows nothing yet. */
  private TrieWriter writer() {
    if (routes instanceof TrieWriter writer) {
      return writer;
    }
    RouteColumns columns = new RouteColumns();
    ((RouteList) routes).addTo(columns);
    TrieWriter writer = new TrieWriter(8, false);
    for (int i = 0; i < columns.count; i++) {
      writer.put(columns.hi[i], columns.lo(i), columns.length(i), columns.nextHops[i]);
    }
    return writer;
  }
}
