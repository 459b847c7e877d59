package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.networkinterface.InterfaceGroups;
import io.peerway.control.ec2.networkinterface.NetworkInterfaceActions;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.model.Instance;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.VpcSetup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The network interfaces that a call of RunInstances asks for: new ones, and ones there are. */
final class InstanceInterfaces {
  private static final String STRUCTURE = "NetworkInterface";

  // Those of the call itself, for an instance with one interface of which nothing else is said.
  private static final String[] OF_THE_CALL = {
    "SubnetId", "PrivateIpAddress", "Ipv6AddressCount", "Ipv6Address", "SecurityGroupId"
  };
  private static final String GROUP_NAMES = "SecurityGroup";

  /** The parameters that describe them. */
  static final String[] TAKEN = {
    "SubnetId",
    "PrivateIpAddress",
    "Ipv6AddressCount",
    "Ipv6Address.N.Ipv6Address",
    "SecurityGroupId.N",
    GROUP_NAMES + ".N",
    STRUCTURE + ".N.AssociatePublicIpAddress",
    STRUCTURE + ".N.DeleteOnTermination",
    STRUCTURE + ".N.Description",
    STRUCTURE + ".N.DeviceIndex",
    STRUCTURE + ".N.InterfaceType",
    STRUCTURE + ".N.Ipv6AddressCount",
    STRUCTURE + ".N.Ipv6Addresses.N.Ipv6Address",
    STRUCTURE + ".N.NetworkCardIndex",
    STRUCTURE + ".N.NetworkInterfaceId",
    STRUCTURE + ".N.PrivateIpAddress",
    STRUCTURE + ".N.PrivateIpAddresses.N.Primary",
    STRUCTURE + ".N.PrivateIpAddresses.N.PrivateIpAddress",
    STRUCTURE + ".N.SecondaryPrivateIpAddressCount",
    STRUCTURE + ".N.SecurityGroupId.N",
    STRUCTURE + ".N.SubnetId",
  };

  /** What an instance is to have at a device index. */
  private sealed interface Wanted {
    int deviceIndex();

    Subnet subnet();

    /** One that is there and belongs to no instance. */
    record Existing(
        int deviceIndex, NetworkInterface eni, Subnet subnet, boolean deleteOnTermination)
        implements Wanted {}

    /** One to be made, as the parameters describe it. */
    record New(
        int deviceIndex,
        Parameters parameters,
        Subnet subnet,
        List<String> groups,
        boolean deleteOnTermination)
        implements Wanted {}
  }

  private final List<Wanted> wanted;

  private InstanceInterfaces(List<Wanted> wanted) {
    this.wanted = wanted;
  }

  /**
   * Reads what a call asks for.
   *
   * @throws Ec2Exception if that is nothing that an instance can have
   */
  static InstanceInterfaces read(WriteCall call) {
    List<Parameters> structures = call.parameters().structures(STRUCTURE);
    if (structures.isEmpty()) {
      return new InstanceInterfaces(List.of(newOne(call, ofTheCall(call), 0)));
    }
    for (String parameter : OF_THE_CALL) {
      if (call.parameters().text(parameter).isPresent()
          || !call.parameters().list(parameter).isEmpty()) {
        throw Errors.invalidCombination(
            "Network interfaces and an instance-level "
                + parameter
                + " may not be specified on the same request");
      }
    }
    List<Wanted> wanted = new ArrayList<>();
    for (Parameters structure : structures) {
      int index =
          structure
              .integer("DeviceIndex", 0, Instance.MOST_INTERFACES - 1)
              .orElseThrow(() -> Errors.missingParameter(structure.fullName("DeviceIndex")));
      structure.integer("NetworkCardIndex", 0, 0);
      wanted.add(
          structure.text("NetworkInterfaceId").isPresent()
              ? existing(call, structure, index)
              : newOne(call, structure, index));
    }
    wanted.sort(Comparator.comparing(Wanted::deviceIndex));
    check(wanted);
    return new InstanceInterfaces(wanted);
  }

  private static void check(List<Wanted> wanted) {
    if (wanted.stream().map(Wanted::deviceIndex).distinct().count() < wanted.size()) {
      throw Errors.invalidValue("Each network interface requires a unique device index.");
    }
    if (wanted.getFirst().deviceIndex() != 0) {
      throw Errors.invalidValue(
          "When specifying network interfaces, you must include a device at index 0.");
    }
    if (wanted.stream().map(one -> one.subnet().vpcId()).distinct().count() > 1) {
      throw Errors.invalidValue("Network interfaces of one instance must be in one VPC.");
    }
    if (wanted.stream().map(one -> one.subnet().zone()).distinct().count() > 1) {
      throw Errors.invalidValue(
          "Network interfaces of one instance must be in one availability zone.");
    }
  }

  /** The parameters of the call itself in the form of a structure. */
  private static Parameters ofTheCall(WriteCall call) {
    Map<String, String> own = new TreeMap<>();
    call.parameters()
        .all()
        .forEach(
            (name, value) -> {
              for (String parameter : OF_THE_CALL) {
                if (name.equals(parameter) || name.startsWith(parameter + ".")) {
                  own.put(name.replaceFirst("^Ipv6Address\\.", "Ipv6Addresses."), value);
                }
              }
            });
    return new Parameters(own);
  }

  private static Wanted existing(WriteCall call, Parameters structure, int index) {
    NetworkInterface eni =
        Lookup.NETWORK_INTERFACE.find(call, structure.required("NetworkInterfaceId"));
    InterfaceAttachmentActions.checkFree(eni);
    if (structure.text("SubnetId").isPresent()
        || structure.text("PrivateIpAddress").isPresent()
        || !structure.list(InterfaceGroups.PARAMETER).isEmpty()) {
      throw Errors.invalidCombination(
          "A network interface that exists has its subnet, addresses and groups already.");
    }
    return new Wanted.Existing(
        index,
        eni,
        call.inventory().find(Subnet.KIND, eni.subnetId()).orElseThrow(),
        structure.flag("DeleteOnTermination").orElse(false));
  }

  private static Wanted newOne(WriteCall call, Parameters structure, int index) {
    if (structure.flag("AssociatePublicIpAddress").orElse(false)) {
      throw Errors.unsupportedParameter("AssociatePublicIpAddress");
    }
    String type = structure.text("InterfaceType").orElse(NetworkInterfaceActions.INTERFACE_TYPE);
    if (!type.equals(NetworkInterfaceActions.INTERFACE_TYPE)) {
      throw Errors.invalidValue("InterfaceType", type, "Only 'interface' is supported.");
    }
    Subnet subnet =
        structure
            .text("SubnetId")
            .map(id -> Lookup.SUBNET.find(call, id))
            .orElseGet(() -> defaultSubnet(call));
    return new Wanted.New(
        index,
        structure,
        subnet,
        groups(call, structure, subnet),
        structure.flag("DeleteOnTermination").orElse(true));
  }

  private static List<String> groups(WriteCall call, Parameters structure, Subnet subnet) {
    List<String> names = call.parameters().list(GROUP_NAMES);
    if (names.isEmpty()) {
      return InterfaceGroups.read(call, structure, subnet);
    }
    if (!structure.list(InterfaceGroups.PARAMETER).isEmpty()) {
      throw Errors.invalidCombination("Security groups may be named by ids or by names, not both");
    }
    Map<String, String> ids = new TreeMap<>();
    for (String name : names) {
      String id =
          call.inventory().by(SecurityGroup.BY_VPC, subnet.vpcId()).stream()
              .filter(group -> group.name().equals(name))
              .map(SecurityGroup::id)
              .findFirst()
              .orElseThrow(
                  () ->
                      new Ec2Exception(
                          "InvalidGroup.NotFound",
                          "The security group '%s' does not exist in VPC '%s'"
                              .formatted(name, subnet.vpcId())));
      ids.put(InterfaceGroups.PARAMETER + "." + (ids.size() + 1), id);
    }
    return InterfaceGroups.read(call, new Parameters(ids), subnet);
  }

  /** That of the zone that the call names, or of the first. */
  private static Subnet defaultSubnet(WriteCall call) {
    Optional<String> zone = call.parameters().structure("Placement").text("AvailabilityZone");
    Vpc vpc =
        VpcSetup.findDefault(call.inventory(), call.caller())
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "VPCIdNotSpecified",
                        "No default VPC for this user. The request must contain a subnet ID."));
    return call.inventory().by(Subnet.BY_VPC, vpc.id()).stream()
        .filter(Subnet::defaultForAz)
        .filter(subnet -> zone.isEmpty() || subnet.zone().equals(zone.get()))
        .min(Comparator.comparing(Subnet::zone))
        .orElseThrow(
            () ->
                new Ec2Exception(
                    "MissingInput",
                    "No default subnet for this user in that zone. The request must contain a subnet ID."));
  }

  Subnet primarySubnet() {
    return wanted.getFirst().subnet();
  }

  /** Whether they are named one by one, so that two instances cannot have them. */
  boolean areOfOneInstance() {
    return wanted.stream()
        .anyMatch(
            one ->
                switch (one) {
                  case Wanted.Existing existing -> true;
                  case Wanted.New some ->
                      some.parameters().text("PrivateIpAddress").isPresent()
                          || !some.parameters().structures("PrivateIpAddresses").isEmpty()
                          || !some.parameters().structures("Ipv6Addresses").isEmpty();
                });
  }

  /** How many IPv4 addresses of a subnet each instance takes. */
  int newAddressesOf(Subnet subnet) {
    return wanted.stream()
        .filter(one -> one instanceof Wanted.New && one.subnet().id().equals(subnet.id()))
        .mapToInt(
            one ->
                1
                    + ((Wanted.New) one)
                        .parameters()
                        .integer("SecondaryPrivateIpAddressCount", 0, Integer.MAX_VALUE)
                        .orElse(0))
        .sum();
  }

  /** Makes those that are new, and gives all of them to an instance. */
  void attachTo(WriteCall call, String instanceId) {
    for (Wanted one : wanted) {
      switch (one) {
        case Wanted.Existing existing ->
            attach(call, existing.eni(), instanceId, one, existing.deleteOnTermination());
        case Wanted.New some -> {
          NetworkInterface eni =
              NetworkInterfaceActions.add(
                  call,
                  some.subnet(),
                  some.parameters(),
                  some.parameters().textOrEmpty("Description").orElse(""),
                  some.groups());
          TagSpecifications.applyOwn(call, ResourceType.NETWORK_INTERFACE, eni.id());
          attach(call, eni, instanceId, one, some.deleteOnTermination());
        }
      }
    }
  }

  private static void attach(
      WriteCall call, NetworkInterface eni, String instanceId, Wanted as, boolean delete) {
    call.draft()
        .put(
            eni.attached(
                Optional.of(
                    new NetworkInterface.Attachment(
                        call.ids().next("eni-attach"),
                        instanceId,
                        as.deviceIndex(),
                        call.now(),
                        delete,
                        NetworkInterface.AttachmentStatus.ATTACHING))));
  }
}
