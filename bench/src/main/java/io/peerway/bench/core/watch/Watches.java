package io.peerway.bench.core.watch;

import java.util.List;

/** All who can look on, in the order of the report. */
public final class Watches {
  private static final List<Watch> ALL =
      List.of(
          new Capturing(
              "capture-no-match", "a capture of tcp port 22: there is no TCP", "tcp port 22"),
          new Capturing(
              "capture-no-host",
              "a capture of host 192.0.2.1 and udp port 9: every address is looked at",
              "host 192.0.2.1 and udp port 9"),
          new Capturing("capture-all", "a capture of every packet, in and out", ""),
          new FlowLogging());

  private Watches() {}

  public static List<Watch> all() {
    return ALL;
  }

  /**
   * The watch of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Watch named(String name) {
    return ALL.stream()
        .filter(watch -> watch.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no watch " + name));
  }
}
