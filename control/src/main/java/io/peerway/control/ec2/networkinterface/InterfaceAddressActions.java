package io.peerway.control.ec2.networkinterface;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Subnet;
import io.peerway.control.rule.SubnetAddresses;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Assign and UnassignPrivateIpAddresses, Assign and UnassignIpv6Addresses. */
public final class InterfaceAddressActions {
  private static final int MOST_ADDRESSES = 256;

  private InterfaceAddressActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("AssignPrivateIpAddresses", InterfaceAddressActions::assign4)
            .takes(
                "NetworkInterfaceId",
                "PrivateIpAddress.N",
                "SecondaryPrivateIpAddressCount",
                "AllowReassignment")
            .withoutDryRun()
            .refuses(InterfaceAddresses.REFUSED),
        Action.write("UnassignPrivateIpAddresses", InterfaceAddressActions::unassign4)
            .takes("NetworkInterfaceId", "PrivateIpAddress.N")
            .withoutDryRun()
            .refuses(InterfaceAddresses.REFUSED),
        Action.write("AssignIpv6Addresses", InterfaceAddressActions::assign6)
            .takes("NetworkInterfaceId", "Ipv6Addresses.N", "Ipv6AddressCount")
            .withoutDryRun()
            .refuses(InterfaceAddresses.REFUSED),
        Action.write("UnassignIpv6Addresses", InterfaceAddressActions::unassign6)
            .takes("NetworkInterfaceId", "Ipv6Addresses.N")
            .withoutDryRun()
            .refuses(InterfaceAddresses.REFUSED));
  }

  private static void assign4(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    List<Ipv4Host> named = ipv4s(call);
    Optional<Integer> count =
        call.parameters().integer("SecondaryPrivateIpAddressCount", 1, MOST_ADDRESSES);
    if (named.isEmpty() == count.isEmpty()) {
      throw Errors.invalidCombination(
          "The request must contain exactly one of privateIpAddresses,"
              + " secondaryPrivateIpAddressCount");
    }
    boolean mayMove = call.parameters().flag("AllowReassignment").orElse(false);
    for (Ipv4Host host : named) {
      makeFree(call, eni, host, mayMove);
    }
    SubnetAddresses free = addresses(call, eni);
    List<Ipv4Host> added = new ArrayList<>(named);
    added.addAll(InterfaceAddresses.pick(count.orElse(0), free::take4));
    // An address that it has already stays where it is.
    added.removeAll(eni.ipv4());
    List<Ipv4Host> all = new ArrayList<>(eni.ipv4());
    all.addAll(added);
    call.draft().put(eni.withAddresses(all, eni.ipv6()));
    xml.text("networkInterfaceId", eni.id())
        .list(
            "assignedPrivateIpAddressesSet",
            added,
            host -> xml.text("privateIpAddress", host.format()))
        .text("return", true);
  }

  /** Takes an address away from the interface that has it as a secondary one, if that may be. */
  private static void makeFree(
      WriteCall call, NetworkInterface eni, Ipv4Host host, boolean mayMove) {
    InterfaceAddresses.checkPlace(host, addresses(call, eni));
    for (NetworkInterface other :
        List.copyOf(call.inventory().by(NetworkInterface.BY_SUBNET, eni.subnetId()))) {
      if (other.id().equals(eni.id()) || !other.ipv4().contains(host)) {
        continue;
      }
      if (!mayMove || other.primary().equals(host)) {
        throw InterfaceAddresses.inUse(host);
      }
      call.draft()
          .put(
              other.withAddresses(
                  other.ipv4().stream().filter(one -> !one.equals(host)).toList(), other.ipv6()));
    }
  }

  private static void unassign4(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    List<Ipv4Host> named = ipv4s(call);
    if (named.isEmpty()) {
      throw Errors.missingParameter("privateIpAddress");
    }
    if (!eni.ipv4().containsAll(named) || named.contains(eni.primary())) {
      throw Errors.invalidValue(
          "Some of the specified addresses are not assigned to interface " + eni.id());
    }
    List<Ipv4Host> rest = new ArrayList<>(eni.ipv4());
    rest.removeAll(named);
    call.draft().put(eni.withAddresses(rest, eni.ipv6()));
    xml.text("return", true);
  }

  private static void assign6(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    List<Ipv6Address> named = InterfaceAddresses.ipv6s(call.parameters());
    Optional<Integer> count = call.parameters().integer("Ipv6AddressCount", 1, MOST_ADDRESSES);
    if (named.isEmpty() == count.isEmpty()) {
      throw Errors.invalidCombination(
          "The request must contain exactly one of ipv6Addresses, ipv6AddressCount");
    }
    SubnetAddresses free = addresses(call, eni);
    named.forEach(host -> InterfaceAddresses.checkNew(host, free));
    List<Ipv6Address> added = new ArrayList<>(named);
    added.addAll(InterfaceAddresses.pick(count.orElse(0), () -> free.take6(call.ids())));
    List<Ipv6Address> all = new ArrayList<>(eni.ipv6());
    all.addAll(added);
    call.draft().put(eni.withAddresses(eni.ipv4(), all));
    xml.text("networkInterfaceId", eni.id());
    write(xml, "assignedIpv6Addresses", added);
  }

  private static void unassign6(WriteCall call, Xml xml) {
    NetworkInterface eni = Lookup.NETWORK_INTERFACE.required(call, "NetworkInterfaceId");
    List<Ipv6Address> named = InterfaceAddresses.ipv6s(call.parameters());
    if (named.isEmpty()) {
      throw Errors.missingParameter("ipv6Addresses");
    }
    if (!eni.ipv6().containsAll(named)) {
      throw Errors.invalidValue(
          "Some of the specified addresses are not assigned to interface " + eni.id());
    }
    List<Ipv6Address> rest = new ArrayList<>(eni.ipv6());
    rest.removeAll(named);
    call.draft().put(eni.withAddresses(eni.ipv4(), rest));
    xml.text("networkInterfaceId", eni.id());
    write(xml, "unassignedIpv6Addresses", named);
  }

  private static List<Ipv4Host> ipv4s(Call call) {
    return call.parameters().list("PrivateIpAddress").stream()
        .map(text -> InterfaceAddresses.ipv4("privateIpAddress", text))
        .distinct()
        .toList();
  }

  private static SubnetAddresses addresses(Call call, NetworkInterface eni) {
    return SubnetAddresses.of(
        call.inventory(), call.inventory().find(Subnet.KIND, eni.subnetId()).orElseThrow());
  }

  /** The one list of the API whose items are bare texts. */
  private static void write(Xml xml, String name, List<Ipv6Address> hosts) {
    xml.element(name, () -> hosts.forEach(host -> xml.text("item", host.format())));
  }
}
