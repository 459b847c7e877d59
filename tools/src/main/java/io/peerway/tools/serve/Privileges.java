package io.peerway.tools.serve;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel has to allow the router. */
public final class Privileges {

  // include/uapi/linux/capability.h
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_SYS_ADMIN = 21;

  private static final Path TUN = Path.of("/dev/net/tun");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";

  private Privileges() {}

  /**
   * Checks that TAP devices can be made and moved.
   *
   * @throws UserException that names what is missing
   */
  public static void check() {
    check(readEffective(), Files.exists(TUN));
  }

  static void check(long effective, boolean hasTun) {
    List<String> missing = new ArrayList<>();
    if ((effective & 1L << CAP_NET_ADMIN) == 0) {
      missing.add("CAP_NET_ADMIN (to make TAP devices)");
    }
    if ((effective & 1L << CAP_SYS_ADMIN) == 0) {
      missing.add("CAP_SYS_ADMIN (to move them to network namespaces)");
    }
    if (!missing.isEmpty()) {
      throw new UserException(
          ExitStatus.MACHINE,
          "this process lacks %s: run it as root".formatted(String.join(" and ", missing)));
    }
    if (!hasTun) {
      throw new UserException(
          ExitStatus.MACHINE,
          "there is no %s: load the kernel's tun module (modprobe tun), or give the device to this container"
              .formatted(TUN));
    }
  }

  private static long readEffective() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(EFFECTIVE))
          .map(line -> Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), 16))
          .findFirst()
          .orElse(0L);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
