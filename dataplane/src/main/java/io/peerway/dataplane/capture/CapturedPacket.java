package io.peerway.dataplane.capture;

import io.peerway.dataplane.observe.DropReason;

/**
 * A copy of a packet.
 *
 * @param nanos when, on the workers' clock
 * @param port number of the port where it was seen
 * @param inbound whether it came from the port; otherwise it left by it
 * @param reason why it is dropped, null if it is not
 * @param responsible id of the object to which the drop is due; empty if it is not dropped
 * @param offload its virtio-net header
 * @param bytes of the Ethernet frame, as many as were wanted
 * @param length of the frame
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
public record CapturedPacket(
    long nanos,
    int port,
    boolean inbound,
    DropReason reason,
    String responsible,
    byte[] offload,
    byte[] bytes,
    int length) {}
