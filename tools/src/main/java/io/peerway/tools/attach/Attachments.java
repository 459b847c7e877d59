package io.peerway.tools.attach;

import io.peerway.control.DeviceGroups;
import io.peerway.control.compile.Publisher;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.store.StoreException;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.NamedNamespaces;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.port.PortLocation;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The VPCs' devices in the namespaces of their hosts. One change at a time. */
public final class Attachments implements AutoCloseable {

  /** What a host has now. */
  public record Attachment(
      PortSnapshot port,
      String namespace,
      List<HostAddress> addresses,
      int mtu,
      List<String> groups) {

    public String hardwareAddress() {
      return MacAddress.format(port.spec().hostMac());
    }

    /** The gateways of the default routes. */
    public List<String> gateways() {
      return addresses.stream().map(host -> InetText.of(host.gateway())).distinct().toList();
    }
  }

  /** RFC 8200 section 5: every link has at least this MTU for IPv6. */
  private static final int LEAST_IPV6_MTU = 1280;

  private static final Duration DEVICE_PATIENCE = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 10;

  private final Supplier<Inventory> inventory;
  private final Publisher publisher;
  private final DeviceGroups groups;
  private final Router router;
  private final NetworkNamespace home = NetworkNamespace.current();

  /** To be made by a thread of the router's own namespace. */
  public Attachments(
      Supplier<Inventory> inventory, Publisher publisher, DeviceGroups groups, Router router) {
    this.inventory = inventory;
    this.publisher = publisher;
    this.groups = groups;
    this.router = router;
  }

  /**
   * Moves a VPC's device to a namespace and sets it up there; if any of it fails the device is back
   * where it was.
   *
   * @param mtu in bytes; the VPC's own where empty
   * @param groupIds the security groups that the host's packets are held to; none where empty
   * @throws UserException when it is refused or fails
   */
  public synchronized Attachment attach(
      String vpcId,
      String namespace,
      List<String> addresses,
      OptionalInt mtu,
      List<String> groupIds) {
    Vpc vpc = vpc(vpcId);
    AddressPlan plan = new AddressPlan(vpc, inventory.get().by(Subnet.BY_VPC, vpcId));
    List<HostAddress> hosts = addresses.stream().map(plan::of).toList();
    if (hosts.isEmpty()) {
      throw refuse("a host of %s needs at least one address".formatted(vpcId));
    }
    mtu.ifPresent(bytes -> checkMtu(bytes, hosts));
    try (NetworkNamespace target = namespace(namespace)) {
      for (HostAddress host : hosts) {
        DefaultRoutes.device(target, host.isIpv6())
            .ifPresent(device -> refuseRoute(namespace, device));
      }
      PortSnapshot port = idlePort(vpcId);
      int bytes = mtu.orElse(port.spec().mtu());
      List<String> before = groups.of(vpcId);
      setGroups(vpcId, groupIds);
      try {
        move(port, target, hosts, bytes);
      } catch (UserException failed) {
        setGroups(vpcId, before);
        throw failed;
      }
      return new Attachment(port, namespace, hosts, bytes, groups.of(vpcId));
    }
  }

  private void setGroups(String vpcId, List<String> ids) {
    try {
      groups.set(vpcId, ids);
    } catch (IllegalArgumentException e) {
      throw refuse(
          "%s; aws ec2 describe-security-groups --filters Name=vpc-id,Values=%s lists them"
              .formatted(e.getMessage(), vpcId));
    } catch (StoreException e) {
      throw refuse("the security groups cannot be stored: %s".formatted(e.getMessage()));
    }
  }

  private void move(PortSnapshot port, NetworkNamespace target, List<HostAddress> hosts, int mtu) {
    String device = port.location().map(PortLocation::device).orElseThrow();
    try {
      router.movePort(port.number(), target);
    } catch (IllegalArgumentException | LinuxException e) {
      throw refuse("cannot move device %s to %s: %s".formatted(device, target, e.getMessage()));
    }
    try {
      HostSetup.run(target, device, mtu, hosts);
      publisher.setMtu(port.spec().owner(), mtu);
    } catch (LinuxException | UncheckedIOException e) {
      router.movePort(port.number(), home);
      throw refuse(
          "cannot set up device %s in %s, so it is taken out again: %s"
              .formatted(device, target, e.getMessage()));
    }
  }

  /**
   * Takes a VPC's device out of its namespace; it has no security groups any more.
   *
   * @throws UserException when it is in none
   */
  public synchronized PortSnapshot detach(String vpcId) {
    vpc(vpcId);
    PortSnapshot port = port(vpcId);
    String namespace =
        port.location()
            .flatMap(PortLocation::namespace)
            .orElseThrow(() -> refuse("%s is not attached to any namespace".formatted(vpcId)));
    try {
      router.movePort(port.number(), home);
      setGroups(vpcId, List.of());
      return port(vpcId);
    } catch (IllegalArgumentException | LinuxException e) {
      throw refuse(
          "cannot take device %s out of %s: %s"
              .formatted(port.spec().device(), namespace, e.getMessage()));
    }
  }

  private Vpc vpc(String id) {
    return inventory
        .get()
        .find(Vpc.KIND, id)
        .orElseThrow(
            () -> refuse("there is no VPC %s; aws ec2 describe-vpcs lists them".formatted(id)));
  }

  /** It would be replaced, and nobody would give it back. */
  private static void refuseRoute(String namespace, String device) {
    throw refuse(
        "namespace %s has a default route through %s already: use a namespace without one"
            .formatted(namespace, device));
  }

  private static void checkMtu(int mtu, List<HostAddress> hosts) {
    boolean ipv6 = hosts.stream().anyMatch(HostAddress::isIpv6);
    int least = ipv6 ? LEAST_IPV6_MTU : PortForwarding.LEAST_MTU;
    if (mtu < least || mtu > PortForwarding.JUMBO_MTU) {
      throw refuse(
          "--mtu %d is not between %d%s and %d"
              .formatted(mtu, least, ipv6 ? " (the least of IPv6)" : "", PortForwarding.JUMBO_MTU));
    }
  }

  private NetworkNamespace namespace(String name) {
    try {
      if (!NamedNamespaces.exists(name)) {
        throw refuse("there is no network namespace %s: ip netns add %s".formatted(name, name));
      }
      NetworkNamespace namespace = NetworkNamespace.named(name);
      if (namespace.equals(home)) {
        namespace.close();
        throw refuse("namespace %s is the router's own: hosts need another".formatted(name));
      }
      return namespace;
    } catch (IllegalArgumentException e) {
      throw refuse(e.getMessage());
    } catch (LinuxException e) {
      throw refuse(
          "%s is no usable network namespace (%s): ip netns delete %s, and add it anew"
              .formatted(name, e.getMessage(), name));
    }
  }

  /** The VPC's port, which is in no namespace; waits where its last namespace is just going. */
  private PortSnapshot idlePort(String vpcId) {
    long deadline = System.nanoTime() + DEVICE_PATIENCE.toNanos();
    while (true) {
      PortSnapshot port = port(vpcId);
      if (port.location().isPresent()) {
        Optional<String> namespace = port.location().get().namespace();
        if (namespace.isEmpty()) {
          return port;
        }
        if (NamedNamespaces.exists(namespace.get())) {
          throw refuse(
              "%s is attached to %s already: peerway detach %s first"
                  .formatted(vpcId, namespace.get(), vpcId));
        }
      }
      if (System.nanoTime() - deadline >= 0) {
        throw refuse(
            "the device of %s has gone with its namespace and is not back yet; see the router's log"
                .formatted(vpcId));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refuse("interrupted");
    }
  }

  private PortSnapshot port(String vpcId) {
    try {
      int number = publisher.openPort(vpcId);
      return router.ports().stream()
          .filter(port -> port.number() == number)
          .findFirst()
          .orElseThrow();
    } catch (NoSuchElementException e) {
      throw refuse("%s was deleted meanwhile".formatted(vpcId));
    } catch (LinuxException | IllegalStateException e) {
      throw refuse("%s cannot have a device now: %s".formatted(vpcId, e.getMessage()));
    }
  }

  private static UserException refuse(String message) {
    return new UserException(ExitStatus.FAILED, message);
  }

  @Override
  public void close() {
    home.close();
  }
}
