package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.model.RuleTraffic;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads and names the protocols and ports of rules. */
public final class RuleProtocols {
  private static final int HIGHEST_PROTOCOL = 255;
  private static final int HIGHEST_PORT = 65_535;
  private static final int HIGHEST_ICMP = 255;

  private static final Map<Integer, String> NAMES =
      Map.of(
          RuleTraffic.ICMP, "icmp",
          RuleTraffic.TCP, "tcp",
          RuleTraffic.UDP, "udp",
          RuleTraffic.ICMPV6, "icmpv6");

  private RuleProtocols() {}

  /** A protocol by its number, or -1 for all, as rules of network ACLs have it. */
  static int number(String text) {
    if (text.matches("-1|[0-9]{1,3}")) {
      int number = Integer.parseInt(text);
      if (number <= HIGHEST_PROTOCOL) {
        return number;
      }
    }
    throw unknown(text);
  }

  /** A protocol by its number or one of the four names, as rules of security groups have it. */
  static int numberOrName(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return NAMES.entrySet().stream()
        .filter(known -> known.getValue().equals(lower))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> number(text));
  }

  private static Ec2Exception unknown(String text) {
    return Errors.invalidValue("Invalid value '" + text + "' for IP protocol. Unknown protocol.");
  }

  /** A protocol as rules of security groups show it. */
  public static String text(int protocol) {
    return NAMES.getOrDefault(protocol, Integer.toString(protocol));
  }

  /**
   * What a rule of a security group is for.
   *
   * @param given has IpProtocol, FromPort and ToPort
   */
  static RuleTraffic traffic(Parameters given) {
    int protocol = numberOrName(given.required("IpProtocol"));
    Optional<Integer> from = port(given, "FromPort");
    Optional<Integer> to = port(given, "ToPort");
    return switch (protocol) {
      case RuleTraffic.TCP, RuleTraffic.UDP -> ports(protocol, from, to);
      case RuleTraffic.ICMP -> {
        if (from.isEmpty() || to.isEmpty()) {
          throw Errors.invalidValue(
              "Invalid value 'Must specify both from and to ports with ICMP.' for portRange.");
        }
        yield icmp(protocol, from.get(), to.get());
      }
      case RuleTraffic.ICMPV6 ->
          icmp(protocol, from.orElse(RuleTraffic.ANY), to.orElse(RuleTraffic.ANY));
      // EC2: with any other protocol, traffic on all ports is allowed, whatever range is given.
      default -> RuleTraffic.of(protocol);
    };
  }

  private static RuleTraffic ports(int protocol, Optional<Integer> from, Optional<Integer> to) {
    if (from.isEmpty() || to.isEmpty()) {
      throw Errors.invalidValue(
          "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
    }
    for (int port : new int[] {from.get(), to.get()}) {
      if (port < 0 || port > HIGHEST_PORT) {
        throw new Ec2Exception(
            "InvalidPermission.Malformed", "TCP/UDP port (" + port + ") out of range");
      }
    }
    if (from.get() > to.get()) {
      throw Errors.invalidValue("Invalid TCP/UDP port range (" + from.get() + ":" + to.get() + ")");
    }
    return new RuleTraffic(protocol, from.get(), to.get());
  }

  private static RuleTraffic icmp(int protocol, int type, int code) {
    checkIcmp(type, code);
    return new RuleTraffic(protocol, type, code);
  }

  /** Refuses a type or code that does not exist, and a code of every type. */
  static void checkIcmp(int type, int code) {
    if (type < RuleTraffic.ANY || type > HIGHEST_ICMP) {
      throw new Ec2Exception(
          "InvalidPermission.Malformed", "ICMP type (" + type + ") out of range");
    }
    boolean codeOfEveryType = type == RuleTraffic.ANY && code != RuleTraffic.ANY;
    if (code < RuleTraffic.ANY || code > HIGHEST_ICMP || codeOfEveryType) {
      throw new Ec2Exception(
          "InvalidPermission.Malformed", "ICMP code (" + code + ") out of range");
    }
  }

  private static Optional<Integer> port(Parameters given, String name) {
    return given.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }
}
