package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcAttributes;
import java.util.List;
import java.util.Optional;

/** DescribeVpcAttribute, ModifyVpcAttribute. */
public final class VpcAttributeActions {
  private VpcAttributeActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeVpcAttribute", VpcAttributeActions::describe)
            .takes("VpcId", "Attribute"),
        Action.write("ModifyVpcAttribute", VpcAttributeActions::modify)
            .takes(
                "VpcId",
                "EnableDnsSupport.Value",
                "EnableDnsHostnames.Value",
                "EnableNetworkAddressUsageMetrics.Value")
            .withoutDryRun());
  }

  private static void describe(Call call, Xml xml) {
    String attribute = call.parameters().required("Attribute");
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    VpcAttributes values = vpc.attributes();
    boolean value =
        switch (attribute) {
          case "enableDnsSupport" -> values.enableDnsSupport();
          case "enableDnsHostnames" -> values.enableDnsHostnames();
          case "enableNetworkAddressUsageMetrics" -> values.enableNetworkAddressUsageMetrics();
          default -> throw Errors.invalidValue("attribute", attribute, "Unknown attribute.");
        };
    xml.text("vpcId", vpc.id()).element(attribute, () -> xml.text("value", value));
  }

  private static void modify(WriteCall call, Xml xml) {
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    Optional<Boolean> support = value(call, "EnableDnsSupport");
    Optional<Boolean> hostnames = value(call, "EnableDnsHostnames");
    Optional<Boolean> metrics = value(call, "EnableNetworkAddressUsageMetrics");
    List<Boolean> given =
        List.of(support.isPresent(), hostnames.isPresent(), metrics.isPresent()).stream()
            .filter(present -> present)
            .toList();
    if (given.isEmpty()) {
      throw Errors.invalidCombination("No attributes specified.");
    }
    if (given.size() > 1) {
      throw Errors.invalidCombination("Fields for multiple attribute types specified.");
    }
    VpcAttributes old = vpc.attributes();
    call.draft()
        .put(
            vpc.withAttributes(
                new VpcAttributes(
                    support.orElse(old.enableDnsSupport()),
                    hostnames.orElse(old.enableDnsHostnames()),
                    metrics.orElse(old.enableNetworkAddressUsageMetrics()))));
    xml.text("return", true);
  }

  private static Optional<Boolean> value(Call call, String attribute) {
    return call.parameters().structure(attribute).flag("Value");
  }
}
