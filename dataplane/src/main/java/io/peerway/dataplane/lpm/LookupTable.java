package io.peerway.dataplane.lpm;

/** What readers look up in: one of the two forms of a table. */
sealed interface LookupTable permits RangeTable, TrieView {
  /** Bytes of memory that lookups use. */
  long bytes();
}
