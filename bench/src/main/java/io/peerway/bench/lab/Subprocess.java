package io.peerway.bench.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A program that runs beside the benchmark. What it prints, errors included, is collected; its
 * standard input is open until it is stopped.
 */
public final class Subprocess implements AutoCloseable {
  private static final Duration TIME_TO_END = Duration.ofSeconds(3);
  private static final int TAIL = 3;

  private final String name;
  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>(); // guarded by itself
  private boolean ended; // guarded by lines

  private Subprocess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.reader = Thread.ofPlatform().name("output of " + name).daemon().start(this::collect);
  }

  /** Starts a program in the network namespace of the calling thread. */
  static Subprocess start(ProcessBuilder builder) {
    String name = builder.command().getFirst();
    try {
      return new Subprocess(
          name.substring(name.lastIndexOf('/') + 1), builder.redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new LabException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  private void collect() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add(e.toString());
    }
    synchronized (lines) {
      ended = true;
      lines.notifyAll();
    }
  }

  private void add(String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }

  public long pid() {
    return process.pid();
  }

  /**
   * Waits until the program has printed a line of that kind.
   *
   * @throws LabException when it ends without, or the time is over
   */
  public void awaitLine(Predicate<String> kind, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (lines) {
      while (lines.stream().noneMatch(kind)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          throw new LabException(
              name + (ended ? " ended early" : " is not ready in time") + tail());
        }
        try {
          lines.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new LabException("interrupted while waiting for " + name, e);
        }
      }
    }
  }

  /**
   * Waits until the program has ended by itself.
   *
   * @return all that it printed
   * @throws LabException when it reports a failure, or the time is over
   */
  public String awaitEnd(Duration limit) {
    if (!waitFor(limit)) {
      close();
      throw new LabException(name + " did not end within " + limit.toSeconds() + " s" + tail());
    }
    if (process.exitValue() != 0) {
      throw new LabException(name + " failed with status " + process.exitValue() + tail());
    }
    return output();
  }

  /** Asks the program to end, with SIGTERM; returns all that it printed. */
  public String stop() {
    close();
    return output();
  }

  /** All that the program printed until it ended. */
  private String output() {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  private String tail() {
    synchronized (lines) {
      return lines.stream()
          .skip(Math.max(0, lines.size() - TAIL))
          .collect(Collectors.joining("\n  ", lines.isEmpty() ? "" : ":\n  ", ""));
    }
  }

  private boolean waitFor(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends the program, by force if it does not end when asked. Idempotent. */
  @Override
  public void close() {
    process.toHandle().destroy(); // unlike Process.destroy it leaves the output to be read
    if (!waitFor(TIME_TO_END)) {
      process.destroyForcibly();
    }
  }
}
