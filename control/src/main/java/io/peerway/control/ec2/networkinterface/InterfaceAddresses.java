package io.peerway.control.ec2.networkinterface;

import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.rule.SubnetAddresses;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads which addresses a network interface is to get, and picks those that nobody names. */
final class InterfaceAddresses {
  /** What names the addresses of a new network interface. */
  static final String[] TAKEN_TO_CREATE = {
    "PrivateIpAddress",
    "PrivateIpAddresses.N.PrivateIpAddress",
    "PrivateIpAddresses.N.Primary",
    "SecondaryPrivateIpAddressCount",
    "Ipv6Addresses.N.Ipv6Address",
    "Ipv6AddressCount"
  };

  /** Whole prefixes, which there are none of. */
  static final String[] REFUSED = {
    "Ipv4Prefix", "Ipv4PrefixCount", "Ipv6Prefix", "Ipv6PrefixCount"
  };

  private static final int MOST_ADDRESSES = 256;

  private InterfaceAddresses() {}

  /** The IPv4 addresses of a new network interface, the primary one first. */
  static List<Ipv4Host> newIpv4(Parameters parameters, SubnetAddresses free) {
    Optional<Ipv4Host> primary =
        parameters.text("PrivateIpAddress").map(text -> ipv4("privateIpAddress", text));
    List<Ipv4Host> secondary = new ArrayList<>();
    for (Parameters one : parameters.structures("PrivateIpAddresses")) {
      Ipv4Host host = ipv4("privateIpAddresses", one.required("PrivateIpAddress"));
      if (!one.flag("Primary").orElse(false)) {
        secondary.add(host);
      } else if (primary.isPresent()) {
        throw Errors.invalidCombination("Only one primary private IP address can be specified");
      } else {
        primary = Optional.of(host);
      }
    }
    Optional<Integer> count =
        parameters.integer("SecondaryPrivateIpAddressCount", 0, MOST_ADDRESSES);
    if (count.isPresent() && !secondary.isEmpty()) {
      throw Errors.invalidCombination(
          "The parameters secondaryPrivateIpAddressCount and privateIpAddresses cannot be combined");
    }
    List<Ipv4Host> named = new ArrayList<>(primary.stream().toList());
    named.addAll(secondary);
    checkNew(named, free);
    List<Ipv4Host> all = new ArrayList<>(primary.stream().toList());
    if (primary.isEmpty()) {
      all.addAll(pick(1, () -> freeBut(named, free)));
    }
    all.addAll(secondary);
    all.addAll(pick(count.orElse(0), () -> freeBut(all, free)));
    return all;
  }

  /**
   * The IPv6 addresses of a new network interface.
   *
   * @param unasked whether it gets one also when the call asks for none
   */
  static List<Ipv6Address> newIpv6(
      Parameters parameters, SubnetAddresses free, Ids ids, boolean unasked) {
    List<Ipv6Address> named = ipv6s(parameters);
    Optional<Integer> count = parameters.integer("Ipv6AddressCount", 0, MOST_ADDRESSES);
    if (count.isPresent() && !named.isEmpty()) {
      throw Errors.invalidCombination(
          "The parameters ipv6AddressCount and ipv6Addresses cannot be combined");
    }
    named.forEach(host -> checkNew(host, free));
    if (!named.isEmpty()) {
      return named;
    }
    return pick(count.orElse(unasked ? 1 : 0), () -> free.take6(ids));
  }

  /** The IPv6 addresses that a call names, each once. */
  static List<Ipv6Address> ipv6s(Parameters parameters) {
    List<String> texts =
        parameters.structures("Ipv6Addresses").stream()
            .map(one -> one.text("Ipv6Address").orElseGet(one::itself))
            .toList();
    return distinct(texts, text -> ipv6("ipv6Addresses", text));
  }

  /** As many free addresses as are asked for, or an error. */
  static <T> List<T> pick(int count, Supplier<Optional<T>> take) {
    List<T> picked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      picked.add(
          take.get()
              .orElseThrow(
                  () ->
                      new Ec2Exception(
                          "InsufficientFreeAddressesInSubnet",
                          "The specified subnet does not have enough free addresses to satisfy"
                              + " the request.")));
    }
    return picked;
  }

  private static Optional<Ipv4Host> freeBut(List<Ipv4Host> taken, SubnetAddresses free) {
    Optional<Ipv4Host> host;
    do {
      host = free.take4();
    } while (host.filter(taken::contains).isPresent());
    return host;
  }

  private static void checkNew(List<Ipv4Host> hosts, SubnetAddresses free) {
    if (hosts.stream().distinct().count() < hosts.size()) {
      throw Errors.invalidValue("A private IP address is specified twice");
    }
    hosts.forEach(
        host -> {
          checkPlace(host, free);
          if (free.isUsed(host)) {
            throw inUse(host);
          }
        });
  }

  /** Checks that a host of the subnet may have an address. */
  static void checkPlace(Ipv4Host host, SubnetAddresses free) {
    if (!free.contains(host)) {
      throw outside(host);
    }
    if (free.isReserved(host)) {
      throw reserved(host);
    }
  }

  /** Checks that a host of the subnet may have an address, and that none has it. */
  static void checkNew(Ipv6Address host, SubnetAddresses free) {
    if (!free.contains(host)) {
      throw outside(host);
    }
    if (free.isReserved(host)) {
      throw reserved(host);
    }
    if (free.isUsed(host)) {
      throw inUse(host);
    }
  }

  private static Ec2Exception outside(Object host) {
    return Errors.invalidValue(
        "Address " + host + " does not fall within the subnet's address range");
  }

  private static Ec2Exception reserved(Object host) {
    return Errors.invalidValue("Address " + host + " is in subnet's reserved address range");
  }

  static Ec2Exception inUse(Object host) {
    return new Ec2Exception("InvalidIPAddress.InUse", "Address " + host + " is in use.");
  }

  /** Reads an IPv4 address. */
  static Ipv4Host ipv4(String parameter, String text) {
    try {
      return Ipv4Host.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw Errors.invalidValue(parameter, text, "This is not a valid IPv4 address.");
    }
  }

  private static Ipv6Address ipv6(String parameter, String text) {
    try {
      return Ipv6Address.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw Errors.invalidValue(parameter, text, "This is not a valid IPv6 address.");
    }
  }

  private static <T> List<T> distinct(List<String> texts, Function<String, T> read) {
    return texts.stream().map(read).distinct().toList();
  }
}
