package io.peerway.bench.lpm;

import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The routes of a routing table, in the order of the file: one {@code PREFIX NEXTHOP} a line, next
 * hops from 1. Plain or compressed by gzip.
 */
public final class RoutingTable {
  private static final String INTERNET = "/io/peerway/bench/lpm/internet-prefixes.txt.gz";

  /** An IPv4 prefix and its next hop. */
  public record Route4(int address, int length, int nextHop) {}

  /** An IPv6 prefix and its next hop. */
  public record Route6(long hi, long lo, int length, int nextHop) {}

  private final List<Route4> routes4 = new ArrayList<>();
  private final List<Route6> routes6 = new ArrayList<>();

  private RoutingTable(InputStream file) throws IOException {
    try (var reader =
        new BufferedReader(new InputStreamReader(unpacked(file), StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    }
  }

  /** A full table of the Internet; its origin is told beside the file. */
  public static RoutingTable internet() {
    try {
      return new RoutingTable(RoutingTable.class.getResourceAsStream(INTERNET));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when a line is not of the format
   */
  public static RoutingTable read(Path file) throws IOException {
    return new RoutingTable(Files.newInputStream(file));
  }

  public List<Route4> routes4() {
    return routes4;
  }

  public List<Route6> routes6() {
    return routes6;
  }

  public Ipv4Lpm.Builder builder4() {
    Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
    routes4.forEach(route -> builder.add(route.address, route.length, route.nextHop));
    return builder;
  }

  public Ipv6Lpm.Builder builder6() {
    Ipv6Lpm.Builder builder = Ipv6Lpm.builder();
    routes6.forEach(route -> builder.add(route.hi, route.lo, route.length, route.nextHop));
    return builder;
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("\"" + line + "\" is not a prefix and a next hop");
    }
    String prefix = line.substring(0, space);
    int nextHop = Integer.parseInt(line.substring(space + 1).strip());
    if (nextHop < 1) {
      throw new IllegalArgumentException("next hop " + nextHop + " is not above 0");
    }
    if (prefix.indexOf(':') < 0) {
      Ipv4Prefix parsed = Ipv4Prefix.parse(prefix);
      routes4.add(new Route4(parsed.address(), parsed.length(), nextHop));
    } else {
      Ipv6Prefix parsed = Ipv6Prefix.parse(prefix);
      routes6.add(new Route6(parsed.hi(), parsed.lo(), parsed.length(), nextHop));
    }
  }

  private static InputStream unpacked(InputStream file) throws IOException {
    var bytes = new PushbackInputStream(file, 2);
    byte[] magic = bytes.readNBytes(2);
    bytes.unread(magic);
    boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    return gzip ? new GZIPInputStream(bytes) : bytes;
  }
}
