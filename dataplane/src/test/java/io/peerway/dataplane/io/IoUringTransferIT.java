package io.peerway.dataplane.io;

import org.junit.jupiter.api.condition.EnabledIf;

/** The same transfers on io_uring. */
@EnabledIf(
    value = "io.peerway.dataplane.io.IoUringRouterIT#isAvailable",
    disabledReason = "this machine forbids io_uring")
class IoUringTransferIT extends TransferIT {

  @Override
  IoMode mode() {
    return IoMode.IO_URING;
  }
}
