/** What the benchmarks forward: a forwarding state of useful size, and packets for it. */
package io.peerway.bench.workload;
