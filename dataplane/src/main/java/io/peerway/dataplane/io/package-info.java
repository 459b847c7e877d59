/**
 * Workers, and how they get packets: each is a Netty event loop that owns one queue of every port.
 *
 * <p>{@link io.peerway.dataplane.io.Router} is what the rest of the project uses. Between a worker
 * and the kernel stands one seam, {@link io.peerway.dataplane.io.PortIo}; behind it is epoll with
 * reads and writes in bursts, or io_uring.
 */
package io.peerway.dataplane.io;
