package io.peerway.control.rule;

import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import java.util.Optional;

/** Where routes to network interfaces lead. */
public final class InterfaceRoutes {
  private InterfaceRoutes() {}

  /**
   * The interface of a VPC that packets of a route to it get to: of an instance only while it runs.
   * One that is no instance's may have a host that was attached to its device by hand.
   */
  public static Optional<NetworkInterface> live(Inventory inventory, String vpcId, String eniId) {
    return inventory
        .find(NetworkInterface.KIND, eniId)
        .filter(eni -> eni.vpcId().equals(vpcId))
        .filter(
            eni ->
                instance(inventory, eni)
                    .map(Instance::state)
                    .map(state -> state == InstanceState.RUNNING || state == InstanceState.PENDING)
                    .orElse(true));
  }

  /** The instance that an interface belongs to. */
  public static Optional<Instance> instance(Inventory inventory, NetworkInterface eni) {
    return eni.attachment()
        .flatMap(attachment -> inventory.find(Instance.KIND, attachment.instanceId()));
  }
}
