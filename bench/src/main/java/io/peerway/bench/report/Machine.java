package io.peerway.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a benchmark ran.
 *
 * @param processor as the kernel names it
 * @param processors how many the benchmark may use
 * @param kernel its release
 * @param java version and vendor of the JVM
 */
public record Machine(String processor, int processors, String kernel, String java) {
  /** This one. */
  public static Machine here() {
    return new Machine(
        processor(readOrEmpty("/proc/cpuinfo")),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        System.getProperty("java.runtime.version") + " " + System.getProperty("java.vendor"));
  }

  static String processor(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static String readOrEmpty(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }

  /** In one line. */
  public String sentence() {
    return "%s, %d processors, Linux %s, Java %s".formatted(processor, processors, kernel, java);
  }
}
