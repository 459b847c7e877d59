package io.peerway.bench.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Whether perf(1) can count the processor's cycles: virtual machines often hide the counter. */
final class CycleCounter {
  private CycleCounter() {}

  static boolean isAvailable() {
    Process perf;
    try {
      perf =
          new ProcessBuilder("perf", "stat", "-x,", "-e", "cycles", "true")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return false; // it is not installed
    }
    try {
      String counts = new String(perf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return isCounted(counts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads {@code VALUE,UNIT,EVENT,...}, where VALUE may be {@code <not supported>}. */
  static boolean isCounted(String counts) {
    return counts
        .lines()
        .anyMatch(line -> line.contains("cycles") && Character.isDigit(line.strip().charAt(0)));
  }
}
