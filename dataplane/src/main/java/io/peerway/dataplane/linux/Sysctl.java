package io.peerway.dataplane.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Kernel parameters of a network namespace, named by their path below {@code /proc/sys/net}, for
 * example {@code ipv6/conf/eth0/accept_ra}. Source: Documentation/networking/ip-sysctl.rst.
 */
public final class Sysctl {

  private static final Path NET = Path.of("/proc/sys/net");

  private Sysctl() {}

  /** Sets a parameter; an unknown one is an {@link UncheckedIOException} that names it. */
  public static void write(NetworkNamespace namespace, String name, String value) {
    namespace.call(
        () -> {
          try {
            Files.writeString(NET.resolve(name), value);
            return null;
          } catch (IOException e) {
            throw new UncheckedIOException("sysctl net/" + name + " = " + value, e);
          }
        });
  }
}
