package io.peerway.dataplane.lpm;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A full routing table of the Internet; its origin is told beside the file. */
final class InternetTable {
  private static final Path FILE =
      Path.of("../bench/src/main/resources/io/peerway/bench/lpm/internet-prefixes.txt.gz");

  /** Takes the IPv4 routes of the file. */
  interface Ipv4Consumer {
    void route(int address, int length, int nextHop);
  }

  /** Takes the IPv6 routes of the file. */
  interface Ipv6Consumer {
    void route(long hi, long lo, int length, int nextHop);
  }

  private InternetTable() {}

  static void read(Ipv4Consumer v4, Ipv6Consumer v6) {
    try (var in = new GZIPInputStream(Files.newInputStream(FILE));
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int space = line.indexOf(' ');
        String prefix = line.substring(0, space);
        int nextHop = Integer.parseInt(line.substring(space + 1));
        if (prefix.indexOf(':') < 0) {
          Ipv4Prefix parsed = Ipv4Prefix.parse(prefix);
          v4.route(parsed.address(), parsed.length(), nextHop);
        } else {
          Ipv6Prefix parsed = Ipv6Prefix.parse(prefix);
          v6.route(parsed.hi(), parsed.lo(), parsed.length(), nextHop);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Ipv6Address after(long hi, long lo) {
    return new Ipv6Address(lo == -1 ? hi + 1 : hi, lo + 1);
  }

  static Ipv6Address before(long hi, long lo) {
    return new Ipv6Address(lo == 0 ? hi - 1 : hi, lo - 1);
  }
}
