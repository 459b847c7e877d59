package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at random moments; each round kills the writers of several stores at once. For more
 * rounds than the build has time for: {@code -Dpeerway.kill.rounds=…}
 */
@Timeout(600)
class KilledWriterIT {
  private static final int STORES = 32;
  private static final int ROUNDS = Integer.getInteger("peerway.kill.rounds", 10);
  private static final long LONGEST_LIFE_MILLIS = 300;

  @TempDir private Path temporary;
  private final long[] acknowledged = new long[STORES];

  @Test
  void shouldHoldEveryAcknowledgedCommitAndNoHalfOfAnother() throws Exception {
    Random random = new Random(7);
    // The kills shall hit writers, not idle processes: where the disk is slow it takes more of
    // them.
    for (int round = 0; round < ROUNDS || leastAcknowledged() <= ROUNDS; round++) {
      killAWriter(random);
      for (int store = 0; store < STORES; store++) {
        verify(store);
      }
    }
  }

  private long leastAcknowledged() {
    return LongStream.of(acknowledged).min().orElseThrow();
  }

  private void killAWriter(Random random) throws IOException, InterruptedException {
    String[] directories =
        IntStream.range(0, STORES).mapToObj(i -> directory(i).toString()).toArray(String[]::new);
    Process writer = ChildJvm.start(SerialWriter.class, directories);
    try (BufferedReader acknowledgements = writer.inputReader()) {
      read(acknowledgements.readLine());
      writer.waitFor(random.nextLong(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
      // Unlike the process itself, its handle leaves open what is still to be read of it.
      writer.toHandle().destroyForcibly();
      acknowledgements.lines().forEach(this::read);
    }
    assertThat(writer.waitFor()).isEqualTo(ChildJvm.KILLED);
  }

  private void read(String acknowledgement) {
    String[] words = acknowledgement.split(" ", -1);
    acknowledged[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
  }

  private void verify(int store) {
    try (Store survivor = SqliteStore.open(directory(store))) {
      long revision = survivor.load((entity, at) -> {});
      // One more may have been committed and not yet acknowledged.
      assertThat(revision).isBetween(acknowledged[store], acknowledged[store] + 1);
      assertThat(Regions.contents(survivor)).isEqualTo(SerialWriter.contentsAfter(revision));
      acknowledged[store] = revision;
    }
  }

  private Path directory(int store) {
    return temporary.resolve("store-" + store);
  }
}
