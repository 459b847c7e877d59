package io.peerway.control.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * The two ends of a connection.
 *
 * @param client as the server sees it
 * @param server the end that is ours
 */
public record TcpConnection(InetSocketAddress client, InetSocketAddress server) {
  // proc_net_tcp.rst: sl local_address rem_address st queues timer retransmissions uid ...
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int UID = 7;
  private static final String ESTABLISHED = "01";
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  /**
   * Whether the client is a program on this machine, in this network namespace, that the user runs
   * who runs this one.
   */
  public boolean isOfOwnUser() {
    try {
      String own = Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
      for (Path table : TABLES) {
        if (Files.exists(table) && isClientOf(own, Files.readAllLines(table))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a table of the kernel's has the client's end, as a socket of this user. */
  boolean isClientOf(String uid, List<String> table) {
    return table.stream()
        .skip(1) // headings
        .map(line -> line.strip().split("\\s+", -1))
        .anyMatch(
            socket ->
                socket[STATE].equals(ESTABLISHED)
                    && socket[UID].equals(uid)
                    && parse(socket[LOCAL]).equals(client)
                    && parse(socket[REMOTE]).equals(server));
  }

  /** Reads {@code 0100007F:11D6}: words of the address in the machine's order, then the port. */
  private static InetSocketAddress parse(String text) {
    String[] parts = text.split(":", -1);
    byte[] bytes = HexFormat.of().parseHex(parts[0]);
    for (int word = 0; word < bytes.length; word += Integer.BYTES) {
      swap(bytes, word, word + 3);
      swap(bytes, word + 1, word + 2);
    }
    try {
      // An IPv4 address that is mapped into IPv6 becomes one of IPv4 here.
      return new InetSocketAddress(
          InetAddress.getByAddress(bytes), HexFormat.fromHexDigits(parts[1]));
    } catch (UnknownHostException bug) {
      throw new IllegalArgumentException(text, bug);
    }
  }

  private static void swap(byte[] bytes, int i, int j) {
    byte one = bytes[i];
    bytes[i] = bytes[j];
    bytes[j] = one;
  }
}
