package io.peerway.bench.lpm;

/**
 * One look at all addresses of a pattern.
 *
 * @param seconds processor time of the thread
 * @param sum of the next hops found: equal sums tell that two lookups agree
 */
record LookupSample(double seconds, long sum) {}
