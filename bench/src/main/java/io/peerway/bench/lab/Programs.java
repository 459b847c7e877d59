package io.peerway.bench.lab;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that may be installed on this machine. */
public final class Programs {
  private static final List<String> ALSO = List.of("/usr/sbin", "/sbin");

  private Programs() {}

  /** Says which of the programs is missing, or nothing if all are there. */
  public static Optional<String> whyMissing(String... names) {
    return Arrays.stream(names)
        .filter(name -> find(name).isEmpty())
        .findFirst()
        .map(name -> name + " is not installed");
  }

  private static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), ALSO.stream())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
