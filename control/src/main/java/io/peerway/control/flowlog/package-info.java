/**
 * Writes flow logs: {@link io.peerway.control.flowlog.FlowLogWriter} takes what the data plane
 * counts, and at the end of each aggregation interval writes a record for each flow.
 */
package io.peerway.control.flowlog;
