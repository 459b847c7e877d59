package io.peerway.tools.attach;

import io.peerway.dataplane.linux.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the default routes that a namespace has. Source: net/ipv4/fib_trie.c (fib_route_seq_show)
 * and net/ipv6/ip6_fib.c (ipv6_route_native_seq_show) of the kernel.
 */
final class DefaultRoutes {

  // Of the thread: /proc/net means the process, which may be in another namespace.
  private static final Path NET = Path.of("/proc/thread-self/net");

  // Iface Destination Gateway Flags RefCnt Use Metric Mask ...
  private static final int IPV4_DEVICE = 0;
  private static final int IPV4_DESTINATION = 1;
  private static final int IPV4_MASK = 7;

  // destination length source length next-hop metric refcnt use flags device
  private static final int IPV6_LENGTH = 1;
  private static final int IPV6_DEVICE = 9;
  private static final String LOOPBACK = "lo"; // where the kernel keeps ::/0 unreachable

  private DefaultRoutes() {}

  /** The device that the default route of an IP version goes through, if there is one. */
  static Optional<String> device(NetworkNamespace namespace, boolean ipv6) {
    Path table = NET.resolve(ipv6 ? "ipv6_route" : "route");
    List<String> lines =
        namespace.call(
            () -> {
              try {
                return Files.exists(table) ? Files.readAllLines(table) : List.<String>of();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return ipv6 ? ipv6Device(lines) : ipv4Device(lines);
  }

  static Optional<String> ipv4Device(List<String> lines) {
    return lines.stream()
        .skip(1) // headings
        .map(line -> line.split("\\s+", -1))
        .filter(route -> isZero(route[IPV4_DESTINATION]) && isZero(route[IPV4_MASK]))
        .map(route -> route[IPV4_DEVICE])
        .findFirst();
  }

  static Optional<String> ipv6Device(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(route -> isZero(route[IPV6_LENGTH]) && !route[IPV6_DEVICE].equals(LOOPBACK))
        .map(route -> route[IPV6_DEVICE])
        .findFirst();
  }

  private static boolean isZero(String hex) {
    return hex.chars().allMatch(c -> c == '0');
  }
}
