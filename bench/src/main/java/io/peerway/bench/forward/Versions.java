package io.peerway.bench.forward;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What versions of the other programs are installed. */
final class Versions {
  private static final List<String> PROGRAMS =
      List.of("iperf3", "gcc", "ovs-vswitchd", "ovn-controller");

  private Versions() {}

  /** The first line of what each of them says of its version; without those that are missing. */
  static Map<String, String> here() {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String program : PROGRAMS) {
      try {
        Process process =
            new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
        versions.put(program, process.inputReader().readLine());
        process.destroy();
      } catch (IOException e) {
        // It is not installed, and the peers that need it were not run.
      }
    }
    return versions;
  }
}
