package io.peerway.control;

import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.VpcDevice;
import io.peerway.control.store.Ledger;
import java.util.List;

/** Which security groups the VPCs' own devices have. */
public final class DeviceGroups {
  private final Ledger ledger;
  private final int most;

  DeviceGroups(Ledger ledger, Quotas quotas) {
    this.ledger = ledger;
    this.most = quotas.of(Quota.SECURITY_GROUPS_PER_INTERFACE);
  }

  /** The ids of a device's groups; none if its packets are held to nothing. */
  public List<String> of(String vpcId) {
    return ledger
        .inventory()
        .find(VpcDevice.KIND, vpcId)
        .map(VpcDevice::groupIds)
        .orElse(List.of());
  }

  /**
   * Holds the packets of a device to these groups from now on, or to nothing where there are none.
   *
   * @throws IllegalArgumentException if there are too many, or one is not of the VPC
   * @throws io.peerway.control.store.StoreException if the change cannot be stored
   */
  public void set(String vpcId, List<String> groupIds) {
    ledger.change(
        draft -> {
          VpcDevice.setGroups(draft, vpcId, groupIds, most);
          return draft;
        });
  }
}
