package io.peerway.dataplane.lpm;

import java.util.List;

/** A table of either family, with left-aligned addresses. */
interface TableUnderTest {
  /** A prefix and its next hop; 0 withdraws. */
  record Route(long hi, long lo, int length, int nextHop) {}

  int bits();

  LpmTable table();

  boolean change(Route route);

  void apply(List<Route> changes);

  void replace(List<Route> routes);

  int lookup(long hi, long lo);

  int[] lookup(long[] hi, long[] lo);

  static TableUnderTest ipv4() {
    return new Ipv4(Ipv4Lpm.builder().build());
  }

  static TableUnderTest ipv4Direct() {
    return new Ipv4(Ipv4Lpm.builder().direct().build());
  }

  static TableUnderTest ipv6() {
    return new Ipv6();
  }

  /** An {@link Ipv4Lpm}; an address is the upper half of {@code hi}. */
  final class Ipv4 implements TableUnderTest {
    private final Ipv4Lpm table;

    Ipv4(Ipv4Lpm table) {
      this.table = table;
    }

    @Override
    public int bits() {
      return 32;
    }

    @Override
    public LpmTable table() {
      return table;
    }

    @Override
    public boolean change(Route route) {
      int address = (int) (route.hi >>> 32);
      return route.nextHop == 0
          ? table.withdraw(address, route.length)
          : table.announce(address, route.length, route.nextHop);
    }

    @Override
    public void apply(List<Route> changes) {
      var batch = new Ipv4Lpm.Changes();
      for (Route route : changes) {
        int address = (int) (route.hi >>> 32);
        if (route.nextHop == 0) {
          batch.withdraw(address, route.length);
        } else {
          batch.announce(address, route.length, route.nextHop);
        }
      }
      table.apply(batch);
    }

    @Override
    public void replace(List<Route> routes) {
      var builder = Ipv4Lpm.builder();
      for (Route route : routes) {
        builder.add((int) (route.hi >>> 32), route.length, route.nextHop);
      }
      table.replace(builder);
    }

    @Override
    public int lookup(long hi, long lo) {
      return table.lookup((int) (hi >>> 32));
    }

    @Override
    public int[] lookup(long[] hi, long[] lo) {
      int[] addresses = new int[hi.length];
      for (int i = 0; i < hi.length; i++) {
        addresses[i] = (int) (hi[i] >>> 32);
      }
      return BatchLookups.ipv4(table, addresses);
    }
  }

  /** An {@link Ipv6Lpm}. */
  final class Ipv6 implements TableUnderTest {
    private final Ipv6Lpm table = Ipv6Lpm.builder().build();

    @Override
    public int bits() {
      return 128;
    }

    @Override
    public LpmTable table() {
      return table;
    }

    @Override
    public boolean change(Route route) {
      return route.nextHop == 0
          ? table.withdraw(route.hi, route.lo, route.length)
          : table.announce(route.hi, route.lo, route.length, route.nextHop);
    }

    @Override
    public void apply(List<Route> changes) {
      var batch = new Ipv6Lpm.Changes();
      for (Route route : changes) {
        if (route.nextHop == 0) {
          batch.withdraw(route.hi, route.lo, route.length);
        } else {
          batch.announce(route.hi, route.lo, route.length, route.nextHop);
        }
      }
      table.apply(batch);
    }

    @Override
    public void replace(List<Route> routes) {
      var builder = Ipv6Lpm.builder();
      for (Route route : routes) {
        builder.add(route.hi, route.lo, route.length, route.nextHop);
      }
      table.replace(builder);
    }

    @Override
    public int lookup(long hi, long lo) {
      return table.lookup(hi, lo);
    }

    @Override
    public int[] lookup(long[] hi, long[] lo) {
      return BatchLookups.ipv6(table, hi, lo);
    }
  }
}
