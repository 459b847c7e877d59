/**
 * Frames for tests: {@link io.peerway.dataplane.forward.testkit.PacketBuilder} and {@link
 * io.peerway.dataplane.forward.testkit.NeighborFrames} make what hosts send, {@link
 * io.peerway.dataplane.forward.testkit.PacketChecks} judges what the router sends. Both stand on
 * pcap4j, which knows nothing of the router's own code.
 */
package io.peerway.dataplane.forward.testkit;
