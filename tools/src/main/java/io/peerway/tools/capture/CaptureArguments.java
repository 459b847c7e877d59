package io.peerway.tools.capture;

/**
 * What is to be captured.
 *
 * @param port number or device of a port; null for all
 * @param vpc id of a VPC whose ports are meant; null for all
 * @param peering id of the peering connection that packets cross; null for any
 * @param dropsOnly only what is dropped
 * @param filter instructions of a BPF program; null for every packet
 * @param snaplen most bytes of a packet
 */
@SuppressWarnings("ArrayRecordComponent") // instructions, compared by nobody
public record CaptureArguments(
    String port, String vpc, String peering, boolean dropsOnly, int[] filter, int snaplen) {}
