package io.peerway.dataplane.lpm;

/**
 * Longest-prefix match over IPv4 addresses, which are big-endian {@code int}s: 10.0.0.1 is
 * 0x0a000001. Next hops are 1 to 2^30 - 1.
 */
public final class Ipv4Lpm extends LpmTable {
  private Ipv4Lpm(RouteColumns routes, boolean direct) {
    super(routes, direct);
  }

  /** Collects the routes of a table. */
  public static Builder builder() {
    return new Builder();
  }

  /** The next hop of the longest prefix that contains the address, or {@link #NO_ROUTE}. */
  public int lookup(int address) {
    LookupTable table = this.table;
    return table instanceof RangeTable ranges
        ? ranges.lookup((long) address << 32)
        : lookupInTrie(address);
  }

  /**
   * Looks up many addresses, much faster than one at a time.
   *
   * <p>A change made meanwhile may be seen for some of the addresses only.
   *
   * @param addresses the first {@code count} are looked up
   * @param nextHops receives what {@link #lookup(int)} returns for each
   */
  public void lookup(int[] addresses, int[] nextHops, int count) {
    for (int from = 0; from < count; ) {
      int to = Math.min(count, from + CHUNK);
      LookupTable table = this.table;
      if (table instanceof RangeTable ranges) {
        for (int i = from; i < to; i++) {
          nextHops[i] = ranges.lookup((long) addresses[i] << 32);
        }
        from = to;
      } else if (lookupInTrie((TrieView) table, addresses, nextHops, from, to)) {
        from = to;
      }
    }
  }

  /**
   * Adds a route or changes its next hop.
   *
   * @return whether the table changed
   * @throws IllegalArgumentException when the length is not of 0 to 32, host bits are set, or the
   *     next hop is not of 1 to 2^30 - 1
   */
  public boolean announce(int address, int length, int nextHop) {
    Prefixes.checkIpv4(address, length);
    Prefixes.checkNextHop(nextHop);
    return change((long) address << 32, 0, length, nextHop);
  }

  /**
   * Removes a route; it may be absent.
   *
   * @return whether the table changed
   * @throws IllegalArgumentException when the length is not of 0 to 32 or host bits are set
   */
  public boolean withdraw(int address, int length) {
    Prefixes.checkIpv4(address, length);
    return change((long) address << 32, 0, length, NO_ROUTE);
  }

  /** Makes many changes at one instant. */
  public void apply(Changes changes) {
    change(changes.columns);
  }

  /** Replaces all routes by the builder's at one instant. */
  public void replace(Builder routes) {
    load(routes.columns, true);
  }

  private int lookupInTrie(int address) {
    while (true) {
      if (!(table instanceof TrieView view)) {
        return lookup(address);
      }
      long epoch = view.clock.begin();
      if (table == view) {
        int nextHop = view.direct == null ? view.lookup(address) : DirectLookup.ipv4(view, address);
        if (nextHop != TrieView.TORN && view.clock.wasIntact(epoch)) {
          return nextHop;
        }
      }
    }
  }

  private boolean lookupInTrie(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    long epoch = view.clock.begin();
    return table == view
        && (view.direct == null
            ? BatchLookup.ipv4(view, addresses, nextHops, from, to)
            : BatchLookup.direct4(view, addresses, nextHops, from, to))
        && view.clock.wasIntact(epoch);
  }

  /** Collects the routes of a table. Of several for one prefix the last holds. */
  public static final class Builder {
    private final RouteColumns columns = new RouteColumns();
    private boolean direct;

    private Builder() {}

    /**
     * Spends 16 MiB on a table that is to have thousands of routes and more, so that batch lookups
     * take one memory access: for traffic to few of very many prefixes. Next hops up to 254 gain.
     * {@link Ipv4Lpm#replace} leaves a table as it was built in this respect.
     */
    public Builder direct() {
      direct = true;
      return this;
    }

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException when the length is not of 0 to 32, host bits are set, or the
     *     next hop is not of 1 to 2^30 - 1
     */
    public Builder add(int address, int length, int nextHop) {
      Prefixes.checkIpv4(address, length);
      Prefixes.checkNextHop(nextHop);
      columns.add((long) address << 32, 0, length, nextHop);
      return this;
    }

    public Ipv4Lpm build() {
      return new Ipv4Lpm(columns, direct);
    }
  }

  /** Collects changes, to be made at one instant and in this order. */
  public static final class Changes {
    private final RouteColumns columns = new RouteColumns();

    /** See {@link Ipv4Lpm#announce}. */
    public Changes announce(int address, int length, int nextHop) {
      Prefixes.checkIpv4(address, length);
      Prefixes.checkNextHop(nextHop);
      columns.add((long) address << 32, 0, length, nextHop);
      return this;
    }

    /** See {@link Ipv4Lpm#withdraw}. */
    public Changes withdraw(int address, int length) {
      Prefixes.checkIpv4(address, length);
      columns.add((long) address << 32, 0, length, NO_ROUTE);
      return this;
    }

    /** Forgets the changes, to collect others. */
    public void clear() {
      columns.count = 0;
    }
  }
}
