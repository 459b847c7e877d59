package io.peerway.tools.flows;

import java.util.List;

/**
 * What was found of tracked connections.
 *
 * @param connections in no order
 * @param count how many were found
 * @param complete whether there are no others; if not, the search ended at its limit
 */
public record TrackedConnections(
    List<TrackedConnection> connections, long count, boolean complete) {}
