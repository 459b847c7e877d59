package io.peerway.dataplane.flowlog;

/**
 * What one worker counted of one flow since its table was last emptied.
 *
 * <p>A packet is counted as it came, so a super-packet of a segmentation offload counts as one, and
 * with the length of its IP packet.
 *
 * @param family 4 or 6
 * @param sourceHi high half of the source address; 0 for IPv4
 * @param sourceLo low half; for IPv4 the address itself in its low 32 bits
 * @param destinationHi as {@code sourceHi}
 * @param destinationLo as {@code sourceLo}
 * @param protocol number of the IP protocol
 * @param sourcePort of TCP and UDP, otherwise 0
 * @param destinationPort of TCP and UDP, otherwise 0
 * @param tcpFlags those of {@link io.peerway.dataplane.wire.TcpHeader} that any packet had, ACK
 *     only where it had SYN too
 * @param first when the first packet came, in nanoseconds of the workers' clock
 * @param last when the last packet came
 */
public record FlowCount(
    FlowEnd sender,
    FlowEnd receiver,
    FlowOutcome outcome,
    int family,
    long sourceHi,
    long sourceLo,
    long destinationHi,
    long destinationLo,
    int protocol,
    int sourcePort,
    int destinationPort,
    long packets,
    long bytes,
    int tcpFlags,
    long first,
    long last) {}
