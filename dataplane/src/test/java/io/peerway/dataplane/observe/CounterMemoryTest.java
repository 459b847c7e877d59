package io.peerway.dataplane.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted in the file is what a reader of the file finds. */
class CounterMemoryTest {
  private static final int WORKERS = 2;
  private static final int PORTS = 5;

  @TempDir private Path directory;
  private Path file;
  private CounterMemory memory;

  @BeforeEach
  void open() throws IOException {
    file = directory.resolve("test.counters");
    memory = CounterMemory.inFile(file, WORKERS, PORTS, InstantSource.system());
  }

  @Test
  void shouldSumWhatTheWorkersCountedAtAPort() throws IOException {
    memory.opened(3, "vpc-0a", "vpca");
    memory.worker(0).add(3, PortCounter.RECEIVED_PACKETS, 5);
    memory.worker(1).add(3, PortCounter.RECEIVED_PACKETS, 7);
    memory.worker(1).add(3, PortCounter.FORWARDED_PACKETS, 10);
    memory.worker(0).addDrop(3, DropReason.NO_ROUTE, 2);
    memory.worker(0).addDrop(2, DropReason.NO_ROUTE, 100);

    assertThat(CounterReader.open(file).ports())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.number()).isEqualTo(3);
              assertThat(port.owner()).isEqualTo("vpc-0a");
              assertThat(port.device()).isEqualTo("vpca");
              assertThat(port.isOpen()).isTrue();
              assertThat(port.isConsistent()).isTrue();
              assertThat(port.count(PortCounter.RECEIVED_PACKETS)).isEqualTo(12);
              assertThat(port.drops()).containsOnlyKeys(DropReason.NO_ROUTE);
              assertThat(port.dropped()).isEqualTo(2);
              assertThat(port.unaccounted()).isZero();
            });
  }

  @Test
  void shouldKeepEveryCounterOfTheFileApart() throws IOException {
    long value = 1;
    for (int port = 0; port < PORTS; port++) {
      memory.opened(port, "vpc-" + port, "vpc" + port);
      for (int worker = 0; worker < WORKERS; worker++) {
        for (PortCounter counter : PortCounter.values()) {
          memory.worker(worker).add(port, counter, value++);
        }
        for (DropReason reason : DropReason.values()) {
          memory.worker(worker).addDrop(port, reason, value++);
        }
      }
    }
    CounterReader reader = CounterReader.open(file);
    int row = PortCounter.values().length + DropReason.count();
    for (PortCounts port : reader.ports()) {
      long first = 1 + 2L * row * port.number();
      for (PortCounter counter : PortCounter.values()) {
        assertThat(port.count(counter)).isEqualTo(2 * (first + counter.ordinal()) + row);
      }
      assertThat(port.drops().get(DropReason.DEVICE_ERROR))
          .isEqualTo(
              2 * (first + PortCounter.values().length + DropReason.DEVICE_ERROR.ordinal()) + row);
    }
    assertThat(reader.workers()).allSatisfy(each -> assertThat(each.values()).containsOnly(0L));
  }

  @Test
  void shouldShowAPortAfterItIsClosedUntilItsNumberIsGivenAway() throws IOException {
    memory.opened(0, "vpc-0a", "vpca");
    memory.closed(0);
    CounterReader reader = CounterReader.open(file);
    assertThat(reader.ports())
        .singleElement()
        .satisfies(port -> assertThat(port.isOpen()).isFalse());

    memory.opened(0, "vpc-0b", "vpcb");
    assertThat(reader.ports()).extracting(PortCounts::owner).containsExactly("vpc-0b");
  }

  @Test
  void shouldTellWhoseTheyAreAndWhetherItLives() throws IOException {
    CounterReader reader = CounterReader.open(file);
    assertThat(reader.process()).isEqualTo(ProcessHandle.current().pid());
    assertThat(reader.isAlive()).isTrue();
    assertThat(reader.ended()).isEmpty();

    memory.close();

    assertThat(reader.isAlive()).isFalse();
    assertThat(reader.ended()).hasValueSatisfying(end -> assertThat(end).isAfter(Instant.EPOCH));
  }

  @Test
  void shouldNotWaitForABurstThatADeadWorkerLeftUnfinished() throws IOException {
    memory.opened(0, "vpc-0a", "vpca");
    WorkerCounters worker = memory.worker(1);
    worker.begin();
    worker.add(0, PortCounter.RECEIVED_PACKETS, 64);
    memory.close();

    assertThat(CounterReader.open(file).ports())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.isConsistent()).isFalse();
              assertThat(port.unaccounted()).isEqualTo(64);
            });
  }

  @Test
  void shouldLeaveTheOldFileToThoseWhoReadItWhenARouterStartsAgain() throws IOException {
    memory.opened(0, "vpc-0a", "vpca");
    CounterReader old = CounterReader.open(file);
    CounterMemory _ = CounterMemory.inFile(file, 1, 1, InstantSource.system());

    assertThat(old.ports()).hasSize(1);
    assertThat(CounterReader.open(file).ports()).isEmpty();
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void shouldRefuseWhatIsNoFileOfCounters() throws IOException {
    assertThatThrownBy(() -> CounterReader.open(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);

    Path other = Files.writeString(directory.resolve("other"), "text");
    assertThatIOException()
        .isThrownBy(() -> CounterReader.open(other))
        .withMessageEndingWith("has no counters in it");

    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(CounterLayout.FORMAT);
      raw.writeLong(1);
    }
    assertThatIOException()
        .isThrownBy(() -> CounterReader.open(file))
        .withMessageEndingWith("is of another release of Peerway");
  }
}
