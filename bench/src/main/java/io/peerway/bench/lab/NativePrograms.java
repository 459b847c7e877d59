package io.peerway.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The benchmark's programs in C, compiled for this machine when they are first asked for. */
public final class NativePrograms {
  private static final Duration TIME_TO_COMPILE = Duration.ofSeconds(60);

  private final Path directory;
  private final String sources;
  private final Map<String, Path> built = new HashMap<>();

  /**
   * @param directory where they are put
   * @param sources resource directory of their sources, with slashes at both ends
   */
  public NativePrograms(Path directory, String sources) {
    this.directory = directory;
    this.sources = sources;
  }

  /**
   * Path of a program.
   *
   * @throws LabException when the compiler is missing or fails
   */
  public synchronized Path get(String name) {
    return built.computeIfAbsent(name, this::compile);
  }

  private Path compile(String name) {
    Path source = directory.resolve(name + ".c");
    Path program = directory.resolve(name);
    try (InputStream text = NativePrograms.class.getResourceAsStream(sources + name + ".c")) {
      Files.copy(text, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            "gcc", "-O3", "-march=native", "-pthread", "-o", program.toString(), source.toString());
    try (Subprocess compiler = Subprocess.start(new ProcessBuilder(command))) {
      compiler.awaitEnd(TIME_TO_COMPILE);
    }
    return program;
  }
}
