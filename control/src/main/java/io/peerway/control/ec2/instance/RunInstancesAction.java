package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Idempotency;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Subnet;
import io.peerway.control.rule.SubnetAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * RunInstances.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html">RunInstances</a>
 */
public final class RunInstancesAction {
  private static final int MOST_AT_ONCE = 1000;

  // EC2 User Guide, "Run commands when you launch an EC2 instance with user data input".

  private RunInstancesAction() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("RunInstances", RunInstancesAction::run)
            .takes(
                "ImageId",
                "InstanceType",
                "MinCount",
                "MaxCount",
                "UserData",
                "ClientToken",
                // It goes with the type, and like it comes to nothing.
                "CreditSpecification.CpuCredits",
                "DisableApiStop",
                "DisableApiTermination",
                "Placement.AvailabilityZone")
            .takes(StandardSettings.TAKEN)
            .takes(InstanceInterfaces.TAKEN)
            .takesTags()
            .refuses(
                "AdditionalInfo",
                "BlockDeviceMapping",
                "CapacityReservationSpecification",
                "CpuOptions",
                "ElasticGpuSpecification",
                "ElasticInferenceAccelerator",
                "EnablePrimaryIpv6",
                "EnclaveOptions",
                "IamInstanceProfile",
                "InstanceMarketOptions",
                "KernelId",
                "KeyName",
                "LaunchTemplate",
                "LicenseSpecification",
                "MaintenanceOptions",
                "MetadataOptions",
                "NetworkInterface",
                "NetworkPerformanceOptions",
                "Operator",
                "Placement",
                "PrivateDnsNameOptions",
                "RamdiskId"));
  }

  private static void run(WriteCall call, Xml xml) {
    Optional<Instance> earlier = Idempotency.earlier(call, Instance.KIND);
    List<Instance> instances =
        earlier
            .map(
                first ->
                    List.copyOf(
                        call.inventory().by(Instance.BY_RESERVATION, first.reservationId())))
            .orElseGet(() -> launch(call));
    InstanceXml.writeReservation(call, xml, instances.getFirst().reservationId(), instances);
  }

  private static List<Instance> launch(WriteCall call) {
    Parameters parameters = call.parameters();
    String image = parameters.required("ImageId");
    Optional<String> userData = parameters.text("UserData").map(UserDataRules::withoutSpaces);
    userData.ifPresent(text -> UserDataRules.check(call, text));
    StandardSettings.check(parameters);
    TagSpecifications.checkTypes(
        call, Set.of(ResourceType.INSTANCE, ResourceType.NETWORK_INTERFACE));
    InstanceInterfaces interfaces = InstanceInterfaces.read(call);
    Subnet subnet = interfaces.primarySubnet();
    checkZone(call, subnet);
    int count = count(call, interfaces);
    String reservation = call.ids().next("r");
    List<Instance> launched = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instance instance =
          new Instance(
              call.ids().next(ResourceType.INSTANCE),
              call.caller(),
              reservation,
              i,
              image,
              parameters.text("InstanceType").orElse(InstanceTypeActions.STANDARD),
              subnet.vpcId(),
              subnet.id(),
              subnet.zone(),
              userData,
              parameters.text(Idempotency.PARAMETER),
              call.now(),
              protection(parameters),
              InstanceState.PENDING,
              1,
              Optional.empty(),
              Optional.empty());
      call.draft().put(instance);
      TagSpecifications.applyOwn(call, ResourceType.INSTANCE, instance.id());
      interfaces.attachTo(call, instance.id());
      launched.add(instance);
    }
    Idempotency.remember(call, launched.getFirst().id());
    return launched;
  }

  private static Instance.Protection protection(Parameters parameters) {
    return new Instance.Protection(
        parameters.flag("DisableApiTermination").orElse(false),
        parameters.flag("DisableApiStop").orElse(false));
  }

  private static void checkZone(WriteCall call, Subnet subnet) {
    Optional<String> zone = call.parameters().structure("Placement").text("AvailabilityZone");
    if (zone.isPresent() && !zone.get().equals(subnet.zone())) {
      throw Errors.invalidValue(
          "Placement.AvailabilityZone",
          zone.get(),
          "The subnet " + subnet.id() + " is in " + subnet.zone() + ".");
    }
  }

  /** As many as there is room for, between what must be and what may be. */
  private static int count(WriteCall call, InstanceInterfaces interfaces) {
    int least = bound(call, "MinCount");
    int most = bound(call, "MaxCount");
    if (least > most) {
      throw Errors.invalidCombination(
          "The minimum number of instances is greater than the maximum: " + least + ", " + most);
    }
    if (most > 1 && interfaces.areOfOneInstance()) {
      throw Errors.invalidCombination(
          "Addresses and network interfaces can be named for one instance only.");
    }
    long running =
        call.inventory().by(Instance.BY_SCOPE, call.caller()).stream()
            .filter(instance -> instance.state() != InstanceState.TERMINATED)
            .count();
    long left = call.quotas().of(Quota.INSTANCES_PER_REGION) - running;
    if (left < least) {
      throw new Ec2Exception(
          "InstanceLimitExceeded",
          "You have requested more instances (%d) than your current instance limit allows."
              .formatted(least));
    }
    long room =
        Stream.of(left, free(call, interfaces), (long) most)
            .mapToLong(Long::longValue)
            .min()
            .orElseThrow();
    return (int) Math.max(least, room); // with too few addresses the first without one fails
  }

  private static long free(WriteCall call, InstanceInterfaces interfaces) {
    int each = interfaces.newAddressesOf(interfaces.primarySubnet());
    return each == 0
        ? Integer.MAX_VALUE
        : SubnetAddresses.of(call.inventory(), interfaces.primarySubnet()).free4() / each;
  }

  private static int bound(WriteCall call, String parameter) {
    return call.parameters()
        .integer(parameter, 1, MOST_AT_ONCE)
        .orElseThrow(() -> Errors.missingParameter(parameter));
  }
}
