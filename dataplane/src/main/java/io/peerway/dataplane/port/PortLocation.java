package io.peerway.dataplane.port;

import java.util.Optional;

/**
 * Where the device of a port is.
 *
 * @param device its name there: who owns the namespace may have renamed it
 * @param namespace the network namespace that it was moved to; empty while it is in the router's
 */
public record PortLocation(String device, Optional<String> namespace) {}
