/**
 * Longest-prefix match: from an address to a next hop, a small positive integer.
 *
 * <p>{@link io.peerway.dataplane.lpm.Ipv4Lpm} and {@link io.peerway.dataplane.lpm.Ipv6Lpm} are
 * tables. Any number of threads looks up without a lock while one thread at a time changes the
 * table; every lookup sees the table as it was before a change or as it is after it.
 *
 * <p>A table takes one of two forms, by its size. A few routes are an array of address ranges
 * ({@code RangeTable}). More are a trie of compressed blocks ({@code TrieView}) after Poptrie (Asai
 * and Ohara, "Poptrie: A Compressed Trie with Population Count for Fast and Scalable Software IP
 * Routing Table Lookup", SIGCOMM 2015). docs/lpm.md draws them.
 *
 * <p>Inside, both families are prefixes of a 128-bit address in two longs, left-aligned: an IPv4
 * address is the upper half of the first long.
 */
package io.peerway.dataplane.lpm;
