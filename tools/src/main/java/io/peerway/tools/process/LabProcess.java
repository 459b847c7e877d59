package io.peerway.tools.process;

import io.peerway.bench.control.LabRouter;
import io.peerway.tools.lifecycle.Cleanup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A router for a benchmark: {@code peerway serve} with its records in a temporary directory. */
public final class LabProcess implements LabRouter {

  private final Cleanup cleanup;
  private final Path directory;
  private ChildRouter router;

  /**
   * @param cleanup gets what ends the process and removes the directory
   */
  public LabProcess(Cleanup cleanup) {
    this.cleanup = cleanup;
    try {
      directory = Files.createTempDirectory("peerway-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cleanup.onClose(directory.toString(), () -> Files.delete(directory));
    cleanup.onClose("files in " + directory, () -> ChildRouter.removeFiles(directory));
  }

  @Override
  public URI start() throws InterruptedException {
    router = cleanup.make("router", () -> ChildRouter.start(directory));
    return router.awaitReady();
  }

  @Override
  public void kill() throws InterruptedException {
    router.process().destroyForcibly().waitFor();
  }

  @Override
  public void stop() {
    router.close();
  }
}
