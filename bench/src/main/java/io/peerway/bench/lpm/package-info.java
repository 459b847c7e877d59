/**
 * What the longest-prefix match of {@code io.peerway.dataplane.lpm} takes: time of lookups, builds
 * and updates, and memory, beside the same lookups in C.
 */
package io.peerway.bench.lpm;
