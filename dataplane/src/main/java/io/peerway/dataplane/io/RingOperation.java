package io.peerway.dataplane.io;

import io.netty.channel.uring.IoUringIoOps;

/**
 * What the kernel is asked to do through io_uring; io_uring_enter(2), {@code enum io_uring_op} in
 * include/uapi/linux/io_uring.h. Operations are immutable: whoever repeats one keeps it.
 */
final class RingOperation {

  static final byte WRITEV = 2;
  static final byte POLL_ADD = 6;
  static final byte READ = 22;

  private static final byte ASYNC_CANCEL = 14;
  private static final int POLLIN = 1;
  private static final int NO_DESCRIPTOR = -1;

  /** Fail with EAGAIN rather than wait, which O_NONBLOCK alone does not say here; preadv2(2). */
  private static final int RWF_NOWAIT = 8;

  private RingOperation() {}

  /**
   * Reads once, if there is something to read.
   *
   * @param data comes back with the result
   */
  static IoUringIoOps read(int descriptor, long address, int capacity, long data) {
    return of(READ, descriptor, address, capacity, RWF_NOWAIT, data);
  }

  /**
   * Writes the one {@code struct iovec} at an address; its length is read then, not now.
   *
   * @param data comes back with the result
   */
  static IoUringIoOps write(int descriptor, long vector, long data) {
    return of(WRITEV, descriptor, vector, 1, RWF_NOWAIT, data);
  }

  /** Waits, once, until a descriptor can be read. */
  static IoUringIoOps poll(int descriptor) {
    return of(POLL_ADD, descriptor, 0, 0, POLLIN, 0);
  }

  /**
   * Ends an operation that waits.
   *
   * @param submission what its submission returned
   */
  static IoUringIoOps cancel(long submission) {
    return of(ASYNC_CANCEL, NO_DESCRIPTOR, submission, 0, 0, 0);
  }

  private static IoUringIoOps of(
      byte opcode, int descriptor, long address, int length, int flags, long data) {
    return new IoUringIoOps(
        opcode,
        (byte) 0,
        (short) 0,
        descriptor,
        0,
        address,
        length,
        flags,
        data,
        (short) 0,
        (short) 0,
        0,
        0);
  }
}
