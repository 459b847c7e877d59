package io.peerway.dataplane.io;

import org.junit.jupiter.api.condition.EnabledIf;

/** The same router on io_uring. */
@EnabledIf(value = "isAvailable", disabledReason = "this machine forbids io_uring")
class IoUringRouterIT extends RouterIT {

  @Override
  IoMode mode() {
    return IoMode.IO_URING;
  }

  /**
   * Netty's handler makes some small objects each time that it calls the kernel, and here a packet
   * comes with nearly each call.
   */
  @Override
  double mostBytesPerPacket() {
    return 100;
  }

  static boolean isAvailable() {
    return IoUringProbe.whyNot().isEmpty();
  }
}
