package io.peerway.control.model;

import java.util.List;
import java.util.Optional;

/**
 * What somebody chose for a VPC's own device, which stands for all addresses of the VPC that no
 * network interface has.
 *
 * @param groupIds the security groups that its packets are held to; never empty
 */
public record VpcDevice(String vpcId, List<String> groupIds) implements Entity {
  public static final Index<VpcDevice, String> BY_GROUP = Index.onEach(VpcDevice::groupIds);
  public static final Kind<VpcDevice> KIND =
      new Kind<>("vpc-device", VpcDevice.class, List.of(BY_GROUP));

  public VpcDevice {
    groupIds = List.copyOf(groupIds);
  }

  @Override
  public String id() {
    return vpcId;
  }

  @Override
  public Kind<VpcDevice> kind() {
    return KIND;
  }

  /**
   * Holds the packets of a VPC's device to security groups, or, if there are none, to nothing.
   *
   * @param most how many there may be
   * @throws IllegalArgumentException if there are too many, or one is not of the VPC
   */
  public static void setGroups(Draft draft, String vpcId, List<String> groupIds, int most) {
    List<String> groups = groupIds.stream().distinct().sorted().toList();
    if (groups.size() > most) {
      throw new IllegalArgumentException(
          "%d security groups are more than the %d that a device can have"
              .formatted(groups.size(), most));
    }
    for (String id : groups) {
      Optional<SecurityGroup> group = draft.inventory().find(SecurityGroup.KIND, id);
      if (group.isEmpty() || !group.get().vpcId().equals(vpcId)) {
        throw new IllegalArgumentException("%s has no security group %s".formatted(vpcId, id));
      }
    }
    VpcDevice device = new VpcDevice(vpcId, groups);
    if (groups.isEmpty()) {
      draft.delete(device);
    } else {
      draft.put(device);
    }
  }
}
