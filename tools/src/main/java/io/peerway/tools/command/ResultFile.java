package io.peerway.tools.command;

import io.peerway.bench.report.Json;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a benchmark leaves its result for scripts, beside the report that it prints. */
final class ResultFile {

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write every single value to this file, as JSON.")
  private Path file;

  /**
   * Refuses a file that could not be written when the benchmark is over.
   *
   * @throws UserException that names the directory
   */
  void check() {
    if (file != null && !Files.isWritable(directory())) {
      throw new UserException(ExitStatus.USAGE, "cannot write to the directory " + directory());
    }
  }

  private Path directory() {
    return file.toAbsolutePath().getParent();
  }

  /** Writes the result if a file was given. */
  void write(Object result) {
    if (file == null) {
      return;
    }
    try {
      Json.write(file, result);
    } catch (IOException e) {
      throw new UserException(ExitStatus.MACHINE, "cannot write " + file + ": " + e.getMessage());
    }
  }
}
