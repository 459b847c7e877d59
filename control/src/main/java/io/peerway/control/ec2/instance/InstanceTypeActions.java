package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Instance;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * DescribeInstanceTypes: every name is a type, since nothing comes of it, and what is said of one
 * holds for all of them. Processors and memory are the machine's, and not said.
 */
public final class InstanceTypeActions {
  /** What an instance is whose launch named no type, as with EC2. */
  static final String STANDARD = "m1.small";

  private static final int MOST_RESULTS = 100;
  private static final int MOST_ADDRESSES = 256;

  private static final Filters<String> FILTERS =
      Filters.<String>untagged()
          .on("instance-type", type -> type)
          .on("bare-metal", type -> "false")
          .on("burstable-performance-supported", type -> "false")
          .on("current-generation", type -> "true")
          .on("instance-storage-supported", type -> "false")
          .on("processor-info.supported-architecture", type -> InstanceXml.ARCHITECTURE);

  private InstanceTypeActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("DescribeInstanceTypes", InstanceTypeActions::describe)
            .takes("InstanceType.N")
            .takesFilters()
            .takesPages());
  }

  private static void describe(Call call, Xml xml) {
    List<String> named = call.parameters().list("InstanceType");
    Stream<String> types =
        (named.isEmpty() ? used(call) : named.stream())
            .distinct()
            .sorted()
            .filter(FILTERS.of(call));
    Page.of(call, types, Function.identity(), MOST_RESULTS)
        .write(xml, "instanceTypeSet", type -> write(xml, type));
  }

  /** The standard one, and those that the caller's instances have. */
  private static Stream<String> used(Call call) {
    return Stream.concat(
        Stream.of(STANDARD),
        call.inventory().by(Instance.BY_SCOPE, call.caller()).stream().map(Instance::instanceType));
  }

  private static void write(Xml xml, String type) {
    xml.text("instanceType", type)
        .text("currentGeneration", true)
        .text("freeTierEligible", false)
        .text("bareMetal", false)
        .text("instanceStorageSupported", false)
        .text("burstablePerformanceSupported", false)
        .text("hibernationSupported", false)
        .element(
            "processorInfo",
            () ->
                xml.element(
                    "supportedArchitectures", () -> xml.text("item", InstanceXml.ARCHITECTURE)))
        .element(
            "networkInfo",
            () ->
                xml.text("maximumNetworkInterfaces", Instance.MOST_INTERFACES)
                    .text("ipv4AddressesPerInterface", MOST_ADDRESSES)
                    .text("ipv6AddressesPerInterface", MOST_ADDRESSES)
                    .text("ipv6Supported", true));
  }
}
