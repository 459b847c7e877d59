package io.peerway.bench.lab;

import io.peerway.bench.workload.Side;
import io.peerway.dataplane.linux.Link;
import io.peerway.dataplane.linux.NamedNamespaces;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.linux.RtNetlink;
import io.peerway.dataplane.linux.Sysctl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Three network namespaces: two with a host each, and between them one for the router. Whatever
 * runs or exists in them ends with the lab. Closing it is safe at any moment, from any thread.
 *
 * <pre>
 *   host A                       router                      host B
 *   device A ------------------- peer ------------------- device B
 * </pre>
 */
public final class Lab implements AutoCloseable {
  private static final Duration TIME_FOR_COMMAND = Duration.ofSeconds(60);
  private static final byte[] ANY = new byte[4];

  private final Path directory;
  private final Map<Side, NetworkNamespace> hosts = new EnumMap<>(Side.class);
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>(); // guarded by this
  private final NetworkNamespace router;
  private boolean closed; // guarded by this

  /**
   * @param prefix of the names of the namespaces, so that no other run's are meant
   * @param parent where a directory is made for files of the programs that run in it
   */
  public Lab(String prefix, Path parent) {
    try {
      directory = Files.createTempDirectory(parent, "lab");
      router = create(prefix + "-router");
      for (Side side : Side.values()) {
        hosts.put(side, create(prefix + "-host" + side.name().toLowerCase(java.util.Locale.ROOT)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private NetworkNamespace create(String name) {
    NetworkNamespace namespace = NamedNamespaces.create(name);
    closeLater(
        () -> {
          namespace.close();
          NamedNamespaces.delete(name);
        });
    if (Files.exists(Path.of("/proc/sys/net/ipv6"))) {
      // Its router solicitations and the like would be noise.
      Sysctl.write(namespace, "ipv6/conf/all/disable_ipv6", "1");
      Sysctl.write(namespace, "ipv6/conf/default/disable_ipv6", "1");
    }
    try (RtNetlink netlink = RtNetlink.open(namespace)) {
      netlink.setUp(netlink.link("lo").index());
    }
    return namespace;
  }

  /** Remembers something that must be undone when the lab is closed; the last is undone first. */
  private synchronized void closeLater(AutoCloseable last) {
    if (closed) {
      closeQuietly(last);
      throw new LabException("the lab is closed");
    }
    toClose.push(last);
  }

  public NetworkNamespace router() {
    return router;
  }

  public NetworkNamespace host(Side side) {
    return hosts.get(side);
  }

  /** Where the programs of the lab may leave files. */
  public Path directory() {
    return directory;
  }

  /** Starts a program in a namespace. */
  public Subprocess start(NetworkNamespace namespace, List<String> command) {
    return start(namespace, new ProcessBuilder(command));
  }

  /** As {@link #start(NetworkNamespace, List)}, for a program that needs more than a command. */
  public Subprocess start(NetworkNamespace namespace, ProcessBuilder builder) {
    Subprocess started = namespace.call(() -> Subprocess.start(builder));
    closeLater(started);
    return started;
  }

  /**
   * Runs a program in a namespace until it ends.
   *
   * @return what it printed
   * @throws LabException when it fails
   */
  public String run(NetworkNamespace namespace, List<String> command) {
    return start(namespace, command).awaitEnd(TIME_FOR_COMMAND);
  }

  /** Makes a device of the router's namespace the interface of a host, as {@code device}. */
  public void giveToHost(Side side, String device, int mtu) {
    try (RtNetlink netlink = RtNetlink.open(router)) {
      netlink.move(netlink.link(device).index(), host(side));
    }
    try (RtNetlink netlink = RtNetlink.open(host(side))) {
      Link link = netlink.link(device);
      netlink.setHardwareAddress(link.index(), side.hostMac());
      netlink.setMtu(link.index(), mtu);
      netlink.setUp(link.index());
      netlink.replaceAddress(link.index(), address(side.host()), Side.BLOCK_LENGTH);
      netlink.replaceNeighbour(link.index(), address(side.router()), side.routerMac());
      netlink.replaceRoute(link.index(), InetAddress.getByAddress(ANY), 0, address(side.router()));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  /** Ends everything that the lab started, the last first, and removes its namespaces. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!toClose.isEmpty()) {
      closeQuietly(toClose.pop());
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      e.printStackTrace(); // and go on: the rest must be undone all the same
    }
  }
}
