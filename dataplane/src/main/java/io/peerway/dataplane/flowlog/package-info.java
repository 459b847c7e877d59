/**
 * Counts flows for flow logs: {@link io.peerway.dataplane.flowlog.FlowObserver} is shown what a
 * worker's pipeline decided, and adds it up in a table of its own, which somebody else empties from
 * time to time. While there is no flow log, none of this runs.
 */
package io.peerway.dataplane.flowlog;
