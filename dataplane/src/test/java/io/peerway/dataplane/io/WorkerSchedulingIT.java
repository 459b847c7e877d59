package io.peerway.dataplane.io;

import static io.peerway.dataplane.io.WorkerScheduling.AUTO;
import static io.peerway.dataplane.io.WorkerScheduling.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerSchedulingIT {

  @Test
  void shouldFollowTheLoadWhereAProcessorIsLeftToTheHosts() {
    assertThat(applied(AUTO, true)).isEqualTo(AUTO);
  }

  @Test
  void shouldTakeNoMoreThanItsShareWhereNoProcessorIsLeftToTheHosts() {
    assertThat(applied(AUTO, false)).isEqualTo(NORMAL);
  }

  @Test
  void shouldDoWhatItWasToldWhateverIsLeftToTheHosts() {
    for (WorkerScheduling scheduling : WorkerScheduling.values()) {
      if (scheduling != AUTO) {
        assertThat(applied(scheduling, false)).isEqualTo(scheduling);
      }
    }
  }

  /** What it comes to, on a thread of its own. */
  private static WorkerScheduling applied(WorkerScheduling wanted, boolean sparesProcessor) {
    return CompletableFuture.supplyAsync(
            () -> wanted.apply(sparesProcessor), task -> Thread.ofPlatform().start(task))
        .join();
  }
}
