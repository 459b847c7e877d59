package io.peerway.tools.attach;

import io.peerway.control.DeviceGroups;
import io.peerway.control.compile.Publisher;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkInterface;
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
import io.peerway.dataplane.wire.Ipv6Address;
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
import java.util.stream.Stream;

/**
 * The devices of VPCs and network interfaces in the namespaces of their hosts. One change at a
 * time.
 */
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

  private static final Duration DEVICE_PATIENCE = Duration.ofSeconds(30);
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
   * Moves the device of a VPC or a network interface to a namespace and sets it up there; if any of
   * it fails the device is back where it was.
   *
   * @param owner the VPC or the network interface
   * @param addresses of the host; a network interface brings its own
   * @param dhcp whether it gets none of them, nor routes, and asks for them itself
   * @param mtu in bytes; the VPC's own where empty
   * @param groupIds the security groups that the host's packets are held to; none where empty
   * @throws UserException when it is refused or fails
   */
  public synchronized Attachment attach(
      String owner,
      String namespace,
      List<String> addresses,
      boolean dhcp,
      OptionalInt mtu,
      List<String> groupIds) {
    vpc(owner);
    List<HostAddress> hosts = dhcp ? List.of() : hosts(owner, addresses);
    refuseInterfaceOfInstance(owner);
    if (isInterface(owner) && !groupIds.isEmpty()) {
      throw refuse(
          "%s has groups of its own: aws ec2 modify-network-interface-attribute --groups changes them"
              .formatted(owner));
    }
    mtu.ifPresent(bytes -> checkMtu(bytes, hosts));
    try (NetworkNamespace target = namespace(namespace)) {
      for (HostAddress host : hosts) {
        DefaultRoutes.device(target, host.isIpv6())
            .ifPresent(device -> refuseRoute(namespace, device));
      }
      PortSnapshot port = idlePort(owner);
      int bytes = mtu.orElse(port.spec().mtu());
      List<String> before = groups.of(owner);
      setGroups(owner, groupIds);
      try {
        move(port, target, hosts, bytes, true);
      } catch (UserException failed) {
        setGroups(owner, before);
        throw failed;
      }
      return new Attachment(port, namespace, hosts, bytes, groups(owner));
    }
  }

  /**
   * Moves the device of an instance's network interface to the instance's namespace and sets it up
   * there.
   *
   * @param isDefault whether the default routes lead through it, rather than what is sent from its
   *     addresses alone
   * @throws UserException when it fails; the device is idle then
   */
  public synchronized void plug(String eniId, String namespace, boolean isDefault) {
    List<HostAddress> hosts = hosts(eniId, List.of());
    try (NetworkNamespace target = namespace(namespace)) {
      PortSnapshot port = idlePort(eniId);
      move(port, target, hosts, port.spec().mtu(), isDefault);
    }
  }

  /**
   * Takes the device of a network interface out of a namespace, if it is there.
   *
   * @throws UserException when it cannot be taken out
   */
  public synchronized void unplug(String eniId, String namespace) {
    OptionalInt number = publisher.port(eniId);
    router.ports().stream()
        .filter(port -> number.isPresent() && port.number() == number.getAsInt())
        .filter(
            port ->
                port.location()
                    .flatMap(PortLocation::namespace)
                    .filter(namespace::equals)
                    .isPresent())
        .forEach(
            port -> {
              forgetRules(eniId, namespace, port.spec().device());
              takeHome(port, namespace);
            });
  }

  private void forgetRules(String eniId, String namespace, String device) {
    if (inventory.get().find(NetworkInterface.KIND, eniId).isPresent()) {
      try (NetworkNamespace host = namespace(namespace)) {
        HostSetup.forget(host, device, hosts(eniId, List.of()));
      }
    }
  }

  /** It has its place for as long as the instance has it. */
  private void refuseInterfaceOfInstance(String owner) {
    inventory
        .get()
        .find(NetworkInterface.KIND, owner)
        .flatMap(NetworkInterface::attachment)
        .ifPresent(
            attachment -> {
              throw refuse(
                  "%s is a network interface of %s: it is in the namespace of that name while the instance runs"
                      .formatted(owner, attachment.instanceId()));
            });
  }

  private List<String> groups(String owner) {
    return inventory
        .get()
        .find(NetworkInterface.KIND, owner)
        .map(NetworkInterface::groups)
        .orElseGet(() -> groups.of(owner));
  }

  /** Of a VPC's device: a network interface has its groups from the API. */
  private void setGroups(String vpcId, List<String> ids) {
    if (isInterface(vpcId)) {
      return;
    }
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

  private List<HostAddress> hosts(String owner, List<String> given) {
    Optional<NetworkInterface> eni = inventory.get().find(NetworkInterface.KIND, owner);
    if (eni.isPresent() && !given.isEmpty()) {
      throw refuse(
          "%s has addresses of its own (%s): leave --address out"
              .formatted(owner, eni.get().ipv4()));
    }
    Vpc vpc = vpc(owner);
    List<String> addresses =
        eni.map(
                found ->
                    Stream.concat(
                            found.ipv4().stream().map(Ipv4Host::format),
                            found.ipv6().stream().map(Ipv6Address::format))
                        .toList())
            .orElse(given);
    if (addresses.isEmpty()) {
      throw refuse("a host of %s needs at least one address: --address".formatted(owner));
    }
    AddressPlan plan = new AddressPlan(vpc, inventory.get().by(Subnet.BY_VPC, vpc.id()));
    return addresses.stream().map(plan::of).toList();
  }

  private void move(
      PortSnapshot port,
      NetworkNamespace target,
      List<HostAddress> hosts,
      int mtu,
      boolean isDefault) {
    String device = port.location().map(PortLocation::device).orElseThrow();
    try {
      router.movePort(port.number(), target);
    } catch (IllegalArgumentException | LinuxException e) {
      throw refuse("cannot move device %s to %s: %s".formatted(device, target, e.getMessage()));
    }
    try {
      HostSetup.run(target, device, mtu, hosts, isDefault);
      publisher.setMtu(port.spec().owner(), mtu);
    } catch (LinuxException | UncheckedIOException e) {
      router.movePort(port.number(), home);
      throw refuse(
          "cannot set up device %s in %s, so it is taken out again: %s"
              .formatted(device, target, e.getMessage()));
    }
  }

  /**
   * Takes the device of a VPC or a network interface out of its namespace; that of a VPC has no
   * security groups any more.
   *
   * @throws UserException when it is in none
   */
  public synchronized PortSnapshot detach(String owner) {
    vpc(owner);
    refuseInterfaceOfInstance(owner);
    PortSnapshot port = port(owner);
    String namespace =
        port.location()
            .flatMap(PortLocation::namespace)
            .orElseThrow(() -> refuse("%s is not attached to any namespace".formatted(owner)));
    takeHome(port, namespace);
    setGroups(owner, List.of());
    return port(owner);
  }

  private void takeHome(PortSnapshot port, String namespace) {
    try {
      router.movePort(port.number(), home);
    } catch (IllegalArgumentException | LinuxException e) {
      throw refuse(
          "cannot take device %s out of %s: %s"
              .formatted(port.spec().device(), namespace, e.getMessage()));
    }
  }

  private static boolean isInterface(String owner) {
    return owner.startsWith("eni-");
  }

  /** The VPC with this id, or the one of the network interface with this id. */
  private Vpc vpc(String owner) {
    if (isInterface(owner)) {
      NetworkInterface eni =
          inventory
              .get()
              .find(NetworkInterface.KIND, owner)
              .orElseThrow(
                  () ->
                      refuse(
                          "there is no network interface %s; aws ec2 describe-network-interfaces lists them"
                              .formatted(owner)));
      return vpc(eni.vpcId());
    }
    return inventory
        .get()
        .find(Vpc.KIND, owner)
        .orElseThrow(
            () -> refuse("there is no VPC %s; aws ec2 describe-vpcs lists them".formatted(owner)));
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

  /** The owner's port, which is in no namespace; waits where its last namespace is just going. */
  private PortSnapshot idlePort(String owner) {
    long deadline = System.nanoTime() + DEVICE_PATIENCE.toNanos();
    while (true) {
      PortSnapshot port = port(owner);
      if (port.location().isPresent()) {
        Optional<String> namespace = port.location().get().namespace();
        if (namespace.isEmpty()) {
          return port;
        }
        if (NamedNamespaces.exists(namespace.get())) {
          throw refuse(
              "%s is attached to %s already: peerway detach %s first"
                  .formatted(owner, namespace.get(), owner));
        }
      }
      if (System.nanoTime() - deadline >= 0) {
        throw refuse(
            "the device of %s has gone with its namespace and is not back yet; see the router's log"
                .formatted(owner));
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

  private PortSnapshot port(String owner) {
    try {
      int number = publisher.openPort(owner);
      return router.ports().stream()
          .filter(port -> port.number() == number)
          .findFirst()
          .orElseThrow();
    } catch (NoSuchElementException e) {
      throw refuse("%s was deleted meanwhile".formatted(owner));
    } catch (LinuxException | IllegalStateException e) {
      throw refuse("%s cannot have a device now: %s".formatted(owner, e.getMessage()));
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
