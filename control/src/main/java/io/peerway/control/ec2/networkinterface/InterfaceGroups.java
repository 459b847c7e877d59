package io.peerway.control.ec2.networkinterface;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Quota;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.Subnet;
import java.util.List;
import java.util.stream.Stream;

/** The security groups of network interfaces. */
public final class InterfaceGroups {
  /** The list parameter that names them. */
  public static final String PARAMETER = "SecurityGroupId";

  private InterfaceGroups() {}

  /**
   * The ids of the groups that a call names, or of the VPC's default group if it names none.
   *
   * @throws Ec2Exception if one is unknown or another VPC's, or there are too many
   */
  public static List<String> read(Call call, Parameters parameters, String vpcId) {
    return read(call, PARAMETER, parameters, vpcId);
  }

  /**
   * As {@link #read(Call, Parameters, String)}, with RunInstances' error where a group is another
   * VPC's than the subnet.
   */
  public static List<String> read(Call call, Parameters parameters, Subnet subnet) {
    for (String id : parameters.list(PARAMETER)) {
      if (!Lookup.SECURITY_GROUP.find(call, id).vpcId().equals(subnet.vpcId())) {
        throw new Ec2Exception(
            "InvalidParameter",
            "Security group %s and subnet %s belong to different networks."
                .formatted(id, subnet.id()));
      }
    }
    return read(call, parameters, subnet.vpcId());
  }

  /**
   * As {@link #read(Call, Parameters, String)}, for a call that has them in another parameter.
   *
   * @param list the list parameter that names them
   */
  public static List<String> read(Call call, String list, Parameters parameters, String vpcId) {
    List<String> ids = parameters.list(list).stream().distinct().toList();
    int most = call.quotas().of(Quota.SECURITY_GROUPS_PER_INTERFACE);
    if (ids.size() > most) {
      throw new Ec2Exception(
          "SecurityGroupsPerInterfaceLimitExceeded",
          "The maximum number of security groups per interface (" + most + ") has been reached.");
    }
    for (String id : ids) {
      SecurityGroup group = Lookup.SECURITY_GROUP.find(call, id);
      if (!group.vpcId().equals(vpcId)) {
        throw Errors.invalidValue(
            "You have specified two resources that belong to different networks.");
      }
    }
    return ids.isEmpty()
        ? call.inventory().by(SecurityGroup.BY_VPC, vpcId).stream()
            .filter(SecurityGroup::isDefault)
            .map(SecurityGroup::id)
            .toList()
        : ids;
  }

  public static Stream<String> names(Call call, List<String> ids) {
    return ids.stream()
        .flatMap(id -> call.inventory().find(SecurityGroup.KIND, id).stream())
        .map(SecurityGroup::name);
  }

  /** Writes ids and names as a {@code groupSet}. */
  public static void write(Call call, Xml xml, List<String> ids) {
    xml.list(
        "groupSet",
        ids,
        id -> xml.text("groupId", id).text("groupName", names(call, List.of(id)).findFirst()));
  }
}
