package io.peerway.tools.process;

import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A {@code peerway serve} of one's own, on a free port and a socket in a private directory. */
public final class ChildRouter implements AutoCloseable {

  private static final long START_SECONDS = 60;
  // To remove a device takes the kernel some 15 ms, and there may be a thousand.
  private static final long STOP_SECONDS = 60;
  private static final String READY = "ready ";

  private final Process process;
  private final Path directory;
  private URI endpoint;

  private ChildRouter(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /**
   * The arguments that {@link #start} gives to {@code peerway}.
   *
   * @param options more options of {@code serve}
   */
  public static List<String> arguments(Path directory, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("serve", "--listen", "127.0.0.1:0"));
    arguments.addAll(List.of("--socket", socket(directory).toString()));
    arguments.addAll(List.of("--data", data(directory).toString()));
    arguments.addAll(List.of(options));
    return arguments;
  }

  /**
   * Starts it; its socket and log are in the directory.
   *
   * @param options more options of {@code serve}
   */
  public static ChildRouter start(Path directory, String... options) {
    try {
      return new ChildRouter(
          new ProcessBuilder(PeerwayJvm.command(arguments(directory, options)))
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectError(Redirect.appendTo(log(directory).toFile()))
              .start(),
          directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it serves, and says where.
   *
   * @throws UserException with what it logged when it does not
   */
  public URI awaitReady() throws InterruptedException {
    String ready = readyLine();
    if (ready == null || !ready.startsWith(READY)) {
      throw new UserException(ExitStatus.FAILED, "the router did not start: " + readLog().strip());
    }
    endpoint = URI.create(ready.substring(READY.length()));
    return endpoint;
  }

  private static Path socket(Path directory) {
    return directory.resolve("peerway.sock");
  }

  private static Path data(Path directory) {
    return directory.resolve("data");
  }

  private static Path log(Path directory) {
    return directory.resolve("router.log");
  }

  private String readyLine() throws InterruptedException {
    BufferedReader output = process.inputReader();
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return output.readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      return line.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  public Process process() {
    return process;
  }

  public Path socket() {
    return socket(directory);
  }

  /** Where its API is, once it is ready. */
  public URI endpoint() {
    return endpoint;
  }

  /** What it logged so far. */
  public String readLog() {
    try {
      return Files.readString(log(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what {@link #start} put into the directory. */
  public static void removeFiles(Path directory) throws IOException {
    Files.deleteIfExists(log(directory));
    Files.deleteIfExists(socket(directory));
    Files.deleteIfExists(CounterFile.beside(socket(directory)));
    if (Files.isDirectory(data(directory))) {
      try (Stream<Path> files = Files.list(data(directory))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(data(directory));
    }
  }

  /** Asks it to stop, and waits until it has; kills it when that takes too long. */
  @Override
  public void close() {
    Ending.end(process, STOP_SECONDS);
  }
}
