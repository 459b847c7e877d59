package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A network interface (ENI).
 *
 * @param ipv4 its IPv4 addresses, the primary one first
 * @param ipv6 its IPv6 addresses
 * @param groups ids of its security groups
 * @param sourceDestCheck whether only packets from and to its own addresses pass
 */
public record NetworkInterface(
    String id,
    Scope scope,
    String vpcId,
    String subnetId,
    String description,
    List<Ipv4Host> ipv4,
    List<Ipv6Address> ipv6,
    List<String> groups,
    boolean sourceDestCheck,
    Optional<Attachment> attachment)
    implements Entity {

  /**
   * To which instance a network interface belongs.
   *
   * @param id {@code eni-attach-…}
   * @param deviceIndex 0 for the one that the instance was started with
   * @param deleteOnTermination whether it goes with the instance
   */
  public record Attachment(
      String id,
      String instanceId,
      int deviceIndex,
      Instant at,
      boolean deleteOnTermination,
      AttachmentStatus status) {

    public Attachment withDeleteOnTermination(boolean changed) {
      return new Attachment(id, instanceId, deviceIndex, at, changed, status);
    }

    public Attachment in(AttachmentStatus changed) {
      return new Attachment(id, instanceId, deviceIndex, at, deleteOnTermination, changed);
    }
  }

  /** How far an interface is on its way into an instance's host, or out of it. */
  public enum AttachmentStatus {
    /** It is to be put into the host. */
    ATTACHING,
    ATTACHED,
    /** It is to be taken out of the host; then it belongs to no instance. */
    DETACHING;

    /** Its name in the API. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Index<NetworkInterface, Scope> BY_SCOPE = Index.on(NetworkInterface::scope);
  public static final Index<NetworkInterface, String> BY_VPC = Index.on(NetworkInterface::vpcId);
  public static final Index<NetworkInterface, String> BY_SUBNET =
      Index.on(NetworkInterface::subnetId);
  public static final Index<NetworkInterface, String> BY_GROUP =
      Index.onEach(NetworkInterface::groups);
  public static final Index<NetworkInterface, String> BY_ATTACHMENT =
      Index.onEach(eni -> eni.attachment.map(Attachment::id).stream().toList());
  public static final Index<NetworkInterface, String> BY_INSTANCE =
      Index.onEach(eni -> eni.attachment.map(Attachment::instanceId).stream().toList());
  public static final Kind<NetworkInterface> KIND =
      new Kind<>(
          "network-interface",
          NetworkInterface.class,
          List.of(BY_SCOPE, BY_VPC, BY_SUBNET, BY_GROUP, BY_ATTACHMENT, BY_INSTANCE));

  public NetworkInterface {
    ipv4 = List.copyOf(ipv4);
    ipv6 = List.copyOf(ipv6);
    groups = List.copyOf(groups);
  }

  @Override
  public Kind<NetworkInterface> kind() {
    return KIND;
  }

  /** Its Ethernet address in the low 48 bits: the same for as long as it exists. */
  public long mac() {
    return MacAddress.ofName(id);
  }

  public Ipv4Host primary() {
    return ipv4.getFirst();
  }

  public NetworkInterface withAddresses(List<Ipv4Host> changed4, List<Ipv6Address> changed6) {
    return new NetworkInterface(
        id,
        scope,
        vpcId,
        subnetId,
        description,
        changed4,
        changed6,
        groups,
        sourceDestCheck,
        attachment);
  }

  public NetworkInterface withDescription(String changed) {
    return new NetworkInterface(
        id, scope, vpcId, subnetId, changed, ipv4, ipv6, groups, sourceDestCheck, attachment);
  }

  public NetworkInterface withGroups(List<String> changed) {
    return new NetworkInterface(
        id, scope, vpcId, subnetId, description, ipv4, ipv6, changed, sourceDestCheck, attachment);
  }

  public NetworkInterface withSourceDestCheck(boolean changed) {
    return new NetworkInterface(
        id, scope, vpcId, subnetId, description, ipv4, ipv6, groups, changed, attachment);
  }

  public NetworkInterface attached(Optional<Attachment> changed) {
    return new NetworkInterface(
        id, scope, vpcId, subnetId, description, ipv4, ipv6, groups, sourceDestCheck, changed);
  }
}
