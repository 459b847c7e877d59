/**
 * Copies of packets for those who look for one: {@link
 * io.peerway.dataplane.capture.CaptureObserver} puts those that match a {@link
 * io.peerway.dataplane.capture.BpfProgram} into a {@link io.peerway.dataplane.capture.CaptureRing},
 * from which another thread takes them.
 */
package io.peerway.dataplane.capture;
