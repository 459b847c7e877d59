package io.peerway.dataplane.lpm;

/** Longest-prefix match over IPv4 addresses: a binary trie. */
public final class Ipv4Lpm {
  /** What a lookup returns where no prefix matches. */
  public static final int NO_ROUTE = 0;

  private final Ipv6Lpm trie;

  private Ipv4Lpm(Ipv6Lpm trie) {
    this.trie = trie;
  }

  public int lookup(int address) {
    return trie.lookup((long) address << 32, 0);
  }

  public void lookup(int[] addresses, int[] nextHops, int count) {
    for (int i = 0; i < count; i++) {
      nextHops[i] = lookup(addresses[i]);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects prefixes. */
  public static final class Builder {
    private final Ipv6Lpm.Builder trie = Ipv6Lpm.builder();

    private Builder() {}

    public Builder add(int address, int length, int nextHop) {
      trie.add((long) address << 32, 0, length, nextHop);
      return this;
    }

    public Ipv4Lpm build() {
      return new Ipv4Lpm(trie.build());
    }
  }
}
