/**
 * Packet captures: {@link io.peerway.tools.capture.CaptureOperation} turns what the data plane
 * copies into a stream of pcapng blocks, {@link io.peerway.tools.capture.CaptureFiles} puts such a
 * stream into files.
 */
package io.peerway.tools.capture;
