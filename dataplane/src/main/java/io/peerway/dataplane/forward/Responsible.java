package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.Target;

/** The object of the API to which a packet's drop is due: where to look, and what to change. */
public final class Responsible {
  private Responsible() {}

  /**
   * The id of the object.
   *
   * @param i a packet that the pipeline has dropped
   */
  public static String of(Burst burst, int i) {
    return switch (DropReason.of(burst.reason[i])) {
      case NO_ROUTE -> burst.routeTable(i).id();
      case BLACKHOLE_ROUTE,
          TARGET_NOT_EMULATED,
          NOT_IN_PEER_VPC,
          PEER_ROUTER_ADDRESS,
          DESTINATION_CHECK ->
          burst.target[i].id();
      case PORT_GONE -> receiver(burst, i);
      case SECURITY_GROUP_EGRESS, FLOW_TABLE_FULL_EGRESS, FLOW_RATE_EGRESS ->
          burst.sourceEntry[i].security().groups().getFirst();
      case NETWORK_ACL_EGRESS -> burst.sourceEntry[i].subnetAcl().acl();
      case NETWORK_ACL_INGRESS -> burst.destinationEntry[i].subnetAcl().acl();
      case SECURITY_GROUP_INGRESS, FLOW_TABLE_FULL_INGRESS, FLOW_RATE_INGRESS ->
          burst.destinationEntry[i].security().groups().getFirst();
      case PACKET_TOO_BIG -> narrowest(burst, i);
      case NEIGHBOR_QUEUE_FULL, NEIGHBOR_UNRESOLVED -> burst.destinationEntry[i].name();
      case RING_FULL, DEVICE_FULL, DEVICE_DOWN, DEVICE_ERROR -> burst.egress[i].owner();
      default -> sender(burst);
    };
  }

  private static String receiver(Burst burst, int i) {
    LocalEntry entry = burst.destinationEntry[i];
    return entry == null ? burst.target[i].id() : entry.name();
  }

  private static String narrowest(Burst burst, int i) {
    Target target = burst.target[i];
    return target.mtu() < burst.egress[i].mtu() ? target.id() : burst.egress[i].owner();
  }

  private static String sender(Burst burst) {
    return burst.ingress == null ? "" : burst.ingress.owner();
  }
}
