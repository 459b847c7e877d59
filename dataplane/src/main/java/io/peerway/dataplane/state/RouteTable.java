package io.peerway.dataplane.state;

import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A route table: prefix to {@link Target}, by longest prefix match. */
public final class RouteTable {
  private final String id;
  private final Ipv4Lpm v4;
  private final Ipv6Lpm v6;
  private final Target[] targets;
  private final Prefixes prefixes;

  private RouteTable(String id, Ipv4Lpm v4, Ipv6Lpm v6, Target[] targets, Prefixes prefixes) {
    this.id = id;
    this.v4 = v4;
    this.v6 = v6;
    this.targets = targets;
    this.prefixes = prefixes;
  }

  /** {@code rtb-…}. */
  public String id() {
    return id;
  }

  public Ipv4Lpm v4() {
    return v4;
  }

  public Ipv6Lpm v6() {
    return v6;
  }

  /** The target of a lookup's result, or null if the lookup found none. */
  public Target target(int nextHop) {
    return targets[nextHop];
  }

  /** The destination of the route that an IPv4 address takes. Slow: for explanations. */
  public Optional<Ipv4Prefix> match(int address) {
    return prefixes.longest(address);
  }

  /** The destination of the route that an IPv6 address takes. Slow: for explanations. */
  public Optional<Ipv6Prefix> match(long hi, long lo) {
    return prefixes.longest(hi, lo);
  }

  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** Collects routes; routes with equal targets share one next hop. */
  public static final class Builder {
    /** From so many IPv4 routes on, 16 MiB for lookups in one memory access are well spent. */
    private static final int DIRECT = 100_000;

    private final String id;
    private final Ipv4Lpm.Builder v4 = Ipv4Lpm.builder();
    private final Ipv6Lpm.Builder v6 = Ipv6Lpm.builder();
    private final List<Target> targets = new ArrayList<>();
    private final Prefixes.Builder prefixes = new Prefixes.Builder();
    private final Map<Target, Integer> numbers = new HashMap<>();
    private int routes4;

    private Builder(String id) {
      this.id = id;
      targets.add(null);
    }

    public Builder add4(int address, int length, Target target) {
      v4.add(address, length, number(target));
      routes4++;
      prefixes.add4(address, length);
      return this;
    }

    public Builder add6(long hi, long lo, int length, Target target) {
      v6.add(hi, lo, length, number(target));
      prefixes.add6(hi, lo, length);
      return this;
    }

    public RouteTable build() {
      if (routes4 >= DIRECT) {
        v4.direct();
      }
      return new RouteTable(
          id, v4.build(), v6.build(), targets.toArray(Target[]::new), prefixes.build());
    }

    private int number(Target target) {
      return numbers.computeIfAbsent(
          target,
          t -> {
            targets.add(t);
            return targets.size() - 1;
          });
    }
  }
}
