package io.peerway.tools.capture;

import io.peerway.dataplane.capture.CaptureSpec;

/**
 * What is to be captured.
 *
 * @param port number or device of a port; null for all
 * @param vpc id of a VPC, or of a network interface, whose ports are meant; null for all
 * @param peering id of the peering connection that packets cross; null for any
 * @param dropsOnly only what is dropped
 * @param filter instructions of a BPF program; null for every packet
 * @param snaplen most bytes of a packet
 * @param segment whether super-packets are cut as for a wire
 * @param headersOnly whether payloads are left out
 */
@SuppressWarnings("ArrayRecordComponent") // instructions, compared by nobody
public record CaptureArguments(
    String port,
    String vpc,
    String peering,
    boolean dropsOnly,
    int[] filter,
    int snaplen,
    boolean segment,
    boolean headersOnly) {

  /** What is dropped anywhere. */
  public static CaptureArguments drops(int snaplen) {
    return new CaptureArguments(null, null, null, true, null, snaplen, false, false);
  }

  /** The headers of all packets. */
  public static CaptureArguments headers() {
    return new CaptureArguments(
        null, null, null, false, null, CaptureSpec.MAX_SNAPLEN, false, true);
  }
}
