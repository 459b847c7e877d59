package io.peerway.control.flowlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses the files of flow logs that are complete, and deletes the oldest when there are too
 * many. It touches nothing that is not called as a flow log's file, and no file that may still
 * grow.
 */
final class FlowLogKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlowLogKeeper.class);
  private static final long ROUND_SECONDS = 30;
  private static final String UNFINISHED = ".part";

  /** A file's period, and the longest interval, whose records go where the interval began. */
  private static final Duration TIME_TO_GROW =
      Duration.ofSeconds(FlowLogFiles.SECONDS).plus(FlowLogSettings.LONGEST).plusMinutes(1);

  private record Kept(Path path, Instant begin, long bytes) {
    boolean isCompressed() {
      return path.toString().endsWith(FlowLogFiles.COMPRESSED);
    }
  }

  private final Path root;
  private final FlowLogRetention retention;
  private final InstantSource clock;
  private final Object writing;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("peerway-flow-log-files").factory());
  private boolean isInTrouble;

  /**
   * @param root in which each bucket is a directory
   * @param writing held by whoever adds to a file
   */
  FlowLogKeeper(Path root, FlowLogRetention retention, InstantSource clock, Object writing) {
    this.root = root;
    this.retention = retention;
    this.clock = clock;
    this.writing = writing;
  }

  /** Tidies from time to time. */
  void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::tidyOrSayWhyNot, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
  }

  private void tidyOrSayWhyNot() {
    try {
      tidy();
      isInTrouble = false;
    } catch (IOException | UncheckedIOException e) {
      if (!isInTrouble) {
        LOG.error("The files of flow logs in {} cannot be tidied", root, e);
      }
      isInTrouble = true;
    } catch (RuntimeException bug) {
      // Thrown on, it would end the timer without a word.
      LOG.error("The files of flow logs in {} were not tidied", root, bug);
    }
  }

  /**
   * Deletes what is too much, then compresses what is complete.
   *
   * @throws IOException if a file cannot be deleted or compressed; the next round tries again
   */
  void tidy() throws IOException {
    if (Files.notExists(root)) {
      return;
    }
    deleteOldest(files());
    if (retention.compresses()) {
      for (Kept file : files()) {
        if (!file.isCompressed() && isComplete(file)) {
          compress(file);
        }
      }
    }
  }

  /** All files of flow logs, the oldest first. What an interrupted round left is deleted. */
  private List<Kept> files() throws IOException {
    List<Kept> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        String name = path.getFileName().toString();
        if (name.endsWith(FlowLogFiles.COMPRESSED + UNFINISHED)) {
          Files.deleteIfExists(path);
          continue;
        }
        Instant begin = FlowLogFiles.begin(name);
        if (begin != null && Files.isRegularFile(path)) {
          files.add(new Kept(path, begin, Files.size(path)));
        }
      }
    }
    files.sort(Comparator.comparing(Kept::begin).thenComparing(Kept::path));
    return files;
  }

  private boolean isComplete(Kept file) {
    return file.isCompressed()
        || file.bytes() >= FlowLogFiles.BYTES
        || file.begin().plus(TIME_TO_GROW).isBefore(clock.instant());
  }

  private void deleteOldest(List<Kept> files) throws IOException {
    long bytes = files.stream().mapToLong(Kept::bytes).sum();
    int count = files.size();
    for (Kept file : files) {
      boolean isTooMuch =
          (retention.mostBytes() > 0 && bytes > retention.mostBytes())
              || (retention.mostFiles() > 0 && count > retention.mostFiles());
      if (!isTooMuch) {
        return;
      }
      if (isComplete(file)) {
        Files.deleteIfExists(file.path());
        LOG.info("{} is deleted: there are too many files of flow logs", file.path());
        bytes -= file.bytes();
        count--;
      }
    }
  }

  private void compress(Kept file) throws IOException {
    Path compressed = Path.of(file.path() + FlowLogFiles.GZ);
    Path unfinished = Path.of(compressed + UNFINISHED);
    try {
      try (InputStream in = Files.newInputStream(file.path());
          OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
        in.transferTo(out);
      }
      synchronized (writing) {
        // After a clock was set back, something may have been added.
        if (Files.size(file.path()) == file.bytes()) {
          Files.move(unfinished, compressed, StandardCopyOption.ATOMIC_MOVE);
          Files.delete(file.path());
        }
      }
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
