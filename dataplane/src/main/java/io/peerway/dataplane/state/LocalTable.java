package io.peerway.dataplane.state;

import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A VPC's own addresses: prefix to {@link LocalEntry}.
 *
 * <p>One table answers three questions. Does a source address belong behind the port that it came
 * from? By which route table does its subnet route? And behind which port is a destination? A
 * peering delivers through the peer's local table alone, so nothing beyond the peer can be reached.
 */
public final class LocalTable {
  private final Ipv4Lpm v4;
  private final Ipv6Lpm v6;
  private final LocalEntry[] entries;
  private final boolean isFiltered;
  private final Prefixes prefixes;

  private LocalTable(
      Ipv4Lpm v4, Ipv6Lpm v6, LocalEntry[] entries, boolean isFiltered, Prefixes prefixes) {
    this.v4 = v4;
    this.v6 = v6;
    this.entries = entries;
    this.isFiltered = isFiltered;
    this.prefixes = prefixes;
  }

  public Ipv4Lpm v4() {
    return v4;
  }

  public Ipv6Lpm v6() {
    return v6;
  }

  /** The entry of a lookup's result, or null if the lookup found none. */
  public LocalEntry entry(int nextHop) {
    return entries[nextHop];
  }

  /** The entry that an IPv4 address belongs to, or null if it is outside the VPC. */
  public LocalEntry find(int address) {
    return entries[v4.lookup(address)];
  }

  /** The entry that an IPv6 address belongs to, or null if it is outside the VPC. */
  public LocalEntry find(long hi, long lo) {
    return entries[v6.lookup(hi, lo)];
  }

  /** Whether a security group or a network ACL might deny some packet of these addresses. */
  boolean isFiltered() {
    return isFiltered;
  }

  /** The prefix by which an IPv4 address was found. Slow: for explanations. */
  public Optional<Ipv4Prefix> match(int address) {
    return prefixes.longest(address);
  }

  /** The prefix by which an IPv6 address was found. Slow: for explanations. */
  public Optional<Ipv6Prefix> match(long hi, long lo) {
    return prefixes.longest(hi, lo);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects prefixes and their entries. */
  public static final class Builder {
    private final Ipv4Lpm.Builder v4 = Ipv4Lpm.builder();
    private final Ipv6Lpm.Builder v6 = Ipv6Lpm.builder();
    private final Prefixes.Builder prefixes = new Prefixes.Builder();
    private final List<LocalEntry> entries = new ArrayList<>();
    private boolean isFiltered;

    private Builder() {
      entries.add(null);
    }

    /** Adds an entry and returns the number by which {@link #add4} and {@link #add6} name it. */
    public int entry(LocalEntry entry) {
      entries.add(entry);
      return entries.size() - 1;
    }

    public Builder add4(int address, int length, int entry) {
      v4.add(address, length, entry);
      isFiltered |= entries.get(entry).isFiltered(4);
      prefixes.add4(address, length);
      return this;
    }

    public Builder add6(long hi, long lo, int length, int entry) {
      v6.add(hi, lo, length, entry);
      isFiltered |= entries.get(entry).isFiltered(6);
      prefixes.add6(hi, lo, length);
      return this;
    }

    public LocalTable build() {
      return new LocalTable(
          v4.build(), v6.build(), entries.toArray(LocalEntry[]::new), isFiltered, prefixes.build());
    }
  }
}
