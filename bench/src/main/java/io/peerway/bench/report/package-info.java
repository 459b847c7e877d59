/** How benchmarks tell what they found: statistics, tables, the machine. */
package io.peerway.bench.report;
