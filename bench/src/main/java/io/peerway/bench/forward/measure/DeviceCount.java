package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.workload.Side;
import io.peerway.bench.workload.SmallPackets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a host's device has received since it exists. */
record DeviceCount(long packets, long bytes) {
  private static final int HEADERS = 14 + 20 + 8;
  private static final int DATA = SmallPackets.FRAME - HEADERS;

  /** Now. */
  static DeviceCount of(Lab lab, Side side, String device) {
    try {
      Path table = Path.of("/proc/thread-self/net/dev");
      return lab.host(side).call(() -> of(Files.readString(table), device));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a line of /proc/net/dev: {@code name: bytes packets ...}, received ones first. */
  static DeviceCount of(String table, String device) {
    String[] fields =
        table
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith(device + ":"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no device " + device))
            .substring(device.length() + 1)
            .strip()
            .split(" +", -1);
    return new DeviceCount(Long.parseLong(fields[1]), Long.parseLong(fields[0]));
  }

  /** How many small datagrams that is, whether they came whole or in runs with one header. */
  double datagramsSince(DeviceCount earlier) {
    long headers = (packets - earlier.packets) * HEADERS;
    return (double) (bytes - earlier.bytes - headers) / DATA;
  }
}
