package io.peerway.dataplane.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A named network namespace for one test, in which commands can be run. */
public final class TemporaryNamespace implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final NetworkNamespace namespace;

  /** Creates one whose name tells whose it is, should it ever be left behind. */
  public TemporaryNamespace(String purpose) {
    this.name =
        "pw-%s-%d-%d".formatted(purpose, ProcessHandle.current().pid(), COUNT.incrementAndGet());
    this.namespace = NamedNamespaces.create(name);
  }

  public String name() {
    return name;
  }

  public NetworkNamespace namespace() {
    return namespace;
  }

  /** Starts a command inside; its standard error goes with its output. */
  public Process start(String... command) {
    return namespace.call(
        () -> {
          try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Runs a command inside and returns what it printed; fails when the command does. */
  public String run(String... command) {
    Process process = start(command);
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(
            "%s in %s exited with %d: %s"
                .formatted(String.join(" ", command), name, status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it before the test ends. */
  public void delete() {
    namespace.close();
    if (NamedNamespaces.exists(name)) {
      NamedNamespaces.delete(name);
    }
  }

  @Override
  public void close() {
    delete();
  }
}
