package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ThreadSchedulingIT {

  private static final Executor NEW_THREAD = task -> Thread.ofPlatform().start(task);

  @Test
  void shouldKeepTheWeightOfAThreadThatWasRealTimeForSomeTime() {
    List<Scheduling> seen =
        CompletableFuture.supplyAsync(
                () -> {
                  ThreadScheduling.nice(-7);
                  ThreadScheduling.fifo(2);
                  Scheduling realTime = Scheduling.ofThisThread();
                  ThreadScheduling.ordinary();
                  return List.of(realTime, Scheduling.ofThisThread());
                },
                NEW_THREAD)
            .join();

    assertThat(seen.getFirst().policy()).isEqualTo(1); // SCHED_FIFO
    assertThat(seen.getFirst().priority()).isEqualTo(2);
    assertThat(seen.getLast()).isEqualTo(new Scheduling(-7, 0, 0));
  }

  /** The fields nice, rt_priority and policy of proc_pid_stat(5). */
  private record Scheduling(int nice, int priority, int policy) {

    static Scheduling ofThisThread() {
      try {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Scheduling(
            Integer.parseInt(fields[19 - 3]),
            Integer.parseInt(fields[40 - 3]),
            Integer.parseInt(fields[41 - 3]));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
