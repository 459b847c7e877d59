package io.peerway.tools.process;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs of this machine, and ends those that still run when it is closed. */
public final class Programs implements AutoCloseable {

  /**
   * How a program ended.
   *
   * @param output standard output and standard error, as they came
   */
  public record Result(int status, String output) {}

  private static final long PATIENCE_SECONDS = 120;
  private static final long END_SECONDS = 5;

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /**
   * Refuses a machine on which a program is not on the PATH.
   *
   * @param programAndPackage pairs like {@code ping:iputils-ping}
   */
  public static void require(List<String> programAndPackage) {
    List<String> missing =
        programAndPackage.stream()
            .map(pair -> pair.split(":", 2))
            .filter(pair -> !isOnPath(pair[0]))
            .map(pair -> pair[1])
            .toList();
    if (!missing.isEmpty()) {
      throw new UserException(
          ExitStatus.MACHINE,
          "this machine lacks programs: apt-get install " + String.join(" ", missing));
    }
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Runs a program to its end, and waits for it. */
  public Result run(List<String> command) throws InterruptedException {
    Process process = start(command);
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      String text = output.get(PATIENCE_SECONDS, TimeUnit.SECONDS).strip();
      return new Result(process.waitFor(), text);
    } catch (TimeoutException e) {
      throw new UserException(
          ExitStatus.FAILED,
          "%s did not end within %d s".formatted(String.join(" ", command), PATIENCE_SECONDS));
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read what " + command + " prints", e.getCause());
    } finally {
      end(process);
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a program; {@link #end} ends it. */
  public synchronized Process start(List<String> command) {
    if (closed) {
      throw new IllegalStateException("too late for " + command);
    }
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a program that was started here. */
  public void end(Process process) {
    running.remove(process);
    Ending.end(process, END_SECONDS);
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Process process : Set.copyOf(running)) {
      end(process);
    }
  }
}
