/**
 * What Peerway asks of the Linux kernel: TAP devices, network namespaces, rtnetlink. The only
 * package with native calls (java.lang.foreign); it imports nothing of the project.
 *
 * <p>Every failed call is a {@link io.peerway.dataplane.linux.LinuxException}, except on the packet
 * path, where {@link io.peerway.dataplane.linux.DescriptorIo} returns the negative errno.
 */
package io.peerway.dataplane.linux;
