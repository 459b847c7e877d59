package io.peerway.tools.serve;

import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the API is served: {@code HOST:PORT}, or {@code [IPV6]:PORT}. */
public final class ListenAddress {

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  private ListenAddress() {}

  /**
   * The address that the text means.
   *
   * @param verified whether callers have to prove who they are
   * @throws UserException when it is not of the form, not a host's, or reachable from outside by
   *     callers who need not prove anything
   */
  public static InetSocketAddress parse(String text, boolean verified) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(3)) > MAX_PORT) {
      throw new UserException(
          ExitStatus.USAGE, "--listen %s is not HOST:PORT like 127.0.0.1:4566".formatted(text));
    }
    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    InetAddress address = resolve(host);
    if (!address.isLoopbackAddress() && !verified) {
      throw new UserException(
          ExitStatus.USAGE,
          "--listen %s: refused, because without --credentials no signature is verified and whoever reaches the API could change everything; name a credentials file, or listen on 127.0.0.1 or [::1]"
              .formatted(text));
    }
    return new InetSocketAddress(address, Integer.parseInt(parts.group(3)));
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new UserException(
          ExitStatus.USAGE, "--listen: there is no host %s; use 127.0.0.1".formatted(host));
    }
  }

  /** The URL of an API that is served there. */
  public static String url(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return "http://%s:%d".formatted(bracketed(host), address.getPort());
  }

  /** RFC 3986 section 3.2.2, and RFC 5952: the JDK would write out every zero. */
  private static String bracketed(String host) {
    return host.contains(":") ? "[" + Ipv6Address.parse(host).format() + "]" : host;
  }
}
