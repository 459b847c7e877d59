package io.peerway.dataplane.lpm;

/**
 * Longest-prefix match over IPv6 addresses, which are two {@code long}s: the first 64 bits and the
 * last 64. Next hops are 1 to 2^30 - 1.
 */
public final class Ipv6Lpm extends LpmTable {
  private Ipv6Lpm(RouteColumns routes) {
    super(routes, false);
  }

  /** Collects the routes of a table. */
  public static Builder builder() {
    return new Builder();
  }

  /** The next hop of the longest prefix that contains the address, or {@link #NO_ROUTE}. */
  public int lookup(long hi, long lo) {
    LookupTable table = this.table;
    return table instanceof RangeTable ranges ? ranges.lookup(hi, lo) : lookupInTrie(hi, lo);
  }

  /**
   * Looks up many addresses, much faster than one at a time.
   *
   * <p>A change made meanwhile may be seen for some of the addresses only.
   *
   * @param hi first 64 bits of the addresses, of which the first {@code count} are looked up
   * @param lo last 64 bits of them
   * @param nextHops receives what {@link #lookup(long, long)} returns for each
   */
  public void lookup(long[] hi, long[] lo, int[] nextHops, int count) {
    for (int from = 0; from < count; ) {
      int to = Math.min(count, from + CHUNK);
      LookupTable table = this.table;
      if (table instanceof RangeTable ranges) {
        for (int i = from; i < to; i++) {
          nextHops[i] = ranges.lookup(hi[i], lo[i]);
        }
        from = to;
      } else if (lookupInTrie((TrieView) table, hi, lo, nextHops, from, to)) {
        from = to;
      }
    }
  }

  /**
   * Adds a route or changes its next hop.
   *
   * @return whether the table changed
   * @throws IllegalArgumentException when the length is not of 0 to 128, host bits are set, or the
   *     next hop is not of 1 to 2^30 - 1
   */
  public boolean announce(long hi, long lo, int length, int nextHop) {
    Prefixes.checkIpv6(hi, lo, length);
    Prefixes.checkNextHop(nextHop);
    return change(hi, lo, length, nextHop);
  }

  /**
   * Removes a route; it may be absent.
   *
   * @return whether the table changed
   * @throws IllegalArgumentException when the length is not of 0 to 128 or host bits are set
   */
  public boolean withdraw(long hi, long lo, int length) {
    Prefixes.checkIpv6(hi, lo, length);
    return change(hi, lo, length, NO_ROUTE);
  }

  /** Makes many changes at one instant. */
  public void apply(Changes changes) {
    change(changes.columns);
  }

  /** Replaces all routes by the builder's at one instant. */
  public void replace(Builder routes) {
    load(routes.columns, true);
  }

  private int lookupInTrie(long hi, long lo) {
    while (true) {
      if (!(table instanceof TrieView view)) {
        return lookup(hi, lo);
      }
      long epoch = view.clock.begin();
      if (table == view) {
        int nextHop = view.lookup(hi, lo);
        if (nextHop != TrieView.TORN && view.clock.wasIntact(epoch)) {
          return nextHop;
        }
      }
    }
  }

  private boolean lookupInTrie(
      TrieView view, long[] hi, long[] lo, int[] nextHops, int from, int to) {
    long epoch = view.clock.begin();
    return table == view
        && BatchLookup.ipv6(view, hi, lo, nextHops, from, to)
        && view.clock.wasIntact(epoch);
  }

  /** Collects the routes of a table. Of several for one prefix the last holds. */
  public static final class Builder {
    private final RouteColumns columns = new RouteColumns();

    private Builder() {}

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException when the length is not of 0 to 128, host bits are set, or
     *     the next hop is not of 1 to 2^30 - 1
     */
    public Builder add(long hi, long lo, int length, int nextHop) {
      Prefixes.checkIpv6(hi, lo, length);
      Prefixes.checkNextHop(nextHop);
      columns.add(hi, lo, length, nextHop);
      return this;
    }

    public Ipv6Lpm build() {
      return new Ipv6Lpm(columns);
    }
  }

  /** Collects changes, to be made at one instant and in this order. */
  public static final class Changes {
    private final RouteColumns columns = new RouteColumns();

    /** See {@link Ipv6Lpm#announce}. */
    public Changes announce(long hi, long lo, int length, int nextHop) {
      Prefixes.checkIpv6(hi, lo, length);
      Prefixes.checkNextHop(nextHop);
      columns.add(hi, lo, length, nextHop);
      return this;
    }

    /** See {@link Ipv6Lpm#withdraw}. */
    public Changes withdraw(long hi, long lo, int length) {
      Prefixes.checkIpv6(hi, lo, length);
      columns.add(hi, lo, length, NO_ROUTE);
      return this;
    }
  }
}
