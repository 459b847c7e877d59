package io.peerway.dataplane.state;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The prefixes of a table as they were added. The compressed trie answers what a packet's target
 * is, but not which prefix it matched; this does, slowly, for explanations.
 */
final class Prefixes {
  private final List<Ipv4Prefix> v4;
  private final List<Ipv6Prefix> v6;

  private Prefixes(List<Ipv4Prefix> v4, List<Ipv6Prefix> v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  /** The longest that contains an address. */
  Optional<Ipv4Prefix> longest(int address) {
    return v4.stream()
        .filter(prefix -> prefix.contains(address))
        .max(Comparator.comparingInt(Ipv4Prefix::length));
  }

  /** The longest that contains an address. */
  Optional<Ipv6Prefix> longest(long hi, long lo) {
    return v6.stream()
        .filter(prefix -> prefix.contains(hi, lo))
        .max(Comparator.comparingInt(Ipv6Prefix::length));
  }

  /** Collects prefixes. */
  static final class Builder {
    private final List<Ipv4Prefix> v4 = new ArrayList<>();
    private final List<Ipv6Prefix> v6 = new ArrayList<>();

    void add4(int address, int length) {
      v4.add(Ipv4Prefix.canonical(address, length));
    }

    void add6(long hi, long lo, int length) {
      v6.add(Ipv6Prefix.canonical(hi, lo, length));
    }

    Prefixes build() {
      return new Prefixes(List.copyOf(v4), List.copyOf(v6));
    }
  }
}
