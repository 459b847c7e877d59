package io.peerway.tools.process;

import java.util.concurrent.TimeUnit;

/** Ends a process of ours. */
final class Ending {

  private Ending() {}

  /**
   * Asks it to end and waits until it has; kills it when that takes too long, or when nobody wants
   * to wait.
   */
  static void end(Process process, long patienceSeconds) {
    process.destroy();
    try {
      if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
