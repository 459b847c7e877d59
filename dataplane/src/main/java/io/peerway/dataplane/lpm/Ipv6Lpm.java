package io.peerway.dataplane.lpm;

/** Longest-prefix match over IPv6 addresses: a binary trie. */
public final class Ipv6Lpm {
  private final Node root;

  private Ipv6Lpm(Node root) {
    this.root = root;
  }

  public int lookup(long hi, long lo) {
    int best = Ipv4Lpm.NO_ROUTE;
    Node node = root;
    for (int bit = 0; node != null; bit++) {
      best = node.nextHop != 0 ? node.nextHop : best;
      node = bit == 128 ? null : bitAt(hi, lo, bit) ? node.one : node.zero;
    }
    return best;
  }

  public void lookup(long[] hi, long[] lo, int[] nextHops, int count) {
    for (int i = 0; i < count; i++) {
      nextHops[i] = lookup(hi[i], lo[i]);
    }
  }

  private static boolean bitAt(long hi, long lo, int bit) {
    return bit < 64 ? (hi << bit) < 0 : (lo << (bit - 64)) < 0;
  }

  public static Builder builder() {
    return new Builder();
  }

  private static final class Node {
    Node zero;
    Node one;
    int nextHop;
  }

  /** Collects prefixes. */
  public static final class Builder {
    private final Node root = new Node();

    private Builder() {}

    public Builder add(long hi, long lo, int length, int nextHop) {
      Node node = root;
      for (int bit = 0; bit < length; bit++) {
        if (bitAt(hi, lo, bit)) {
          node.one = node.one == null ? new Node() : node.one;
          node = node.one;
        } else {
          node.zero = node.zero == null ? new Node() : node.zero;
          node = node.zero;
        }
      }
      node.nextHop = nextHop;
      return this;
    }

    public Ipv6Lpm build() {
      return new Ipv6Lpm(root);
    }
  }
}
