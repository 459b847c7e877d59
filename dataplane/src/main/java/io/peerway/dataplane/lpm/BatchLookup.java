package io.peerway.dataplane.lpm;

/**
 * Looks chunks of addresses up in a trie: in plain loops, or with AVX-512 once {@link VectorWarmUp}
 * has found that faster on this processor. {@code -Dpeerway.lpm.vector=never} keeps to the plain
 * loops, {@code always} uses AVX-512 from the start.
 */
final class BatchLookup {
  /** Written once; a thread that sees it late loses a little time and nothing else. */
  private static boolean vector4;

  private static boolean vector6;

  private static boolean vectorDirect;

  private static final String MODE = System.getProperty("peerway.lpm.vector", "auto");

  static {
    switch (MODE) {
      case "auto" -> {
        if (canUseVectors()) {
          VectorWarmUp.start();
        }
      }
      case "always" -> {
        vector4 = canUseVectors();
        vector6 = vector4;
        vectorDirect = vector4;
      }
      case "never" -> {}
      default ->
          throw new IllegalArgumentException("peerway.lpm.vector is not auto, always or never");
    }
  }

  private BatchLookup() {}

  /** Called when the first trie is made, long before a packet waits for a lookup. */
  static void prepare() {}

  static void useVectors4() {
    vector4 = true;
  }

  static void useVectors6() {
    vector6 = true;
  }

  static void useVectorsDirect() {
    vectorDirect = true;
  }

  static boolean usesVectors() {
    return vector4 && vector6 && vectorDirect;
  }

  static boolean mayUseVectors() {
    return canUseVectors() && !MODE.equals("never");
  }

  /** Whether the JVM was started with the module and the processor has AVX-512. */
  static boolean canUseVectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        && VectorLookup.isSupported();
  }

  /** See {@link ScalarLookup#ipv4}. */
  static boolean ipv4(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    int groups = from;
    if (vector4) {
      groups = from + (to - from) / VectorLookup.GROUP * VectorLookup.GROUP;
      if (groups > from && !VectorLookup.ipv4(view, addresses, nextHops, from, groups)) {
        return false;
      }
    }
    return ScalarLookup.ipv4(view, addresses, nextHops, groups, to);
  }

  /** As {@link #ipv4}, by the view's {@link DirectTable}. */
  static boolean direct4(TrieView view, int[] addresses, int[] nextHops, int from, int to) {
    int groups = from;
    if (vectorDirect) {
      groups = from + (to - from) / VectorLookup.GROUP * VectorLookup.GROUP;
      if (groups > from && !VectorDirectLookup.ipv4(view, addresses, nextHops, from, groups)) {
        return false;
      }
    }
    return DirectLookup.ipv4(view, addresses, nextHops, groups, to);
  }

  /** See {@link ScalarLookup#ipv6}. */
  static boolean ipv6(TrieView view, long[] hi, long[] lo, int[] nextHops, int from, int to) {
    int groups = from;
    if (vector6) {
      groups = from + (to - from) / VectorLookup.GROUP * VectorLookup.GROUP;
      if (groups > from && !VectorLookup.ipv6(view, hi, lo, nextHops, from, groups)) {
        return false;
      }
    }
    return ScalarLookup.ipv6(view, hi, lo, nextHops, groups, to);
  }
}
