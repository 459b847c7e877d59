package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.DhcpOption;
import io.peerway.control.model.DhcpOptions;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Create, Describe, Associate and DeleteDhcpOptions. */
public final class DhcpOptionsActions {
  private static final int MOST_RESULTS = 1000;

  private static final Filters<DhcpOptions> FILTERS =
      Filters.<DhcpOptions>tagged(DhcpOptions::id)
          .on("dhcp-options-id", DhcpOptions::id)
          .onAny("key", (call, options) -> options.values().keySet().stream())
          .on("owner-id", options -> options.scope().account())
          .onAny(
              "value", (call, options) -> options.values().values().stream().flatMap(List::stream));

  private DhcpOptionsActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateDhcpOptions", DhcpOptionsActions::create)
            .takes("DhcpConfiguration.N.Key", "DhcpConfiguration.N.Value.N")
            .takesTags(),
        Action.read("DescribeDhcpOptions", DhcpOptionsActions::describe)
            .takes("DhcpOptionsId.N")
            .takesFilters()
            .takesPages(),
        Action.write("AssociateDhcpOptions", DhcpOptionsActions::associate)
            .takes("DhcpOptionsId", "VpcId"),
        Action.write("DeleteDhcpOptions", DhcpOptionsActions::delete).takes("DhcpOptionsId"));
  }

  private static void create(WriteCall call, Xml xml) {
    NavigableMap<String, List<String>> values = new TreeMap<>();
    for (Parameters configuration : call.parameters().structures("DhcpConfiguration")) {
      read(configuration, values);
    }
    if (values.isEmpty()) {
      throw Errors.missingParameter("dhcpConfiguration");
    }
    int others = call.inventory().by(DhcpOptions.BY_SCOPE, call.caller()).size();
    if (others >= call.quotas().of(Quota.DHCP_OPTIONS_PER_REGION)) {
      throw new Ec2Exception(
          "DhcpOptionsLimitExceeded", "The maximum number of DHCP options has been reached.");
    }
    DhcpOptions options =
        new DhcpOptions(call.ids().next(ResourceType.DHCP_OPTIONS), call.caller(), values);
    call.draft().put(options);
    TagSpecifications.apply(call, ResourceType.DHCP_OPTIONS, options.id());
    xml.element("dhcpOptions", () -> write(call, xml, options));
  }

  private static void read(Parameters configuration, NavigableMap<String, List<String>> values) {
    String key = configuration.required("Key");
    DhcpOption option =
        DhcpOption.named(key)
            .orElseThrow(
                () -> Errors.invalidValue("dhcpConfiguration", key, "Unknown DHCP option."));
    // Several servers come as several values, or in one with commas between them.
    List<String> texts =
        configuration.list("Value").stream()
            .flatMap(value -> Stream.of(value.split(",", -1)))
            .map(String::strip)
            .toList();
    if (!option.allows(texts)) {
      throw Errors.invalidValue(key, String.join(", ", texts), "The option cannot have it.");
    }
    if (values.put(key, texts) != null) {
      throw Errors.invalidValue("dhcpConfiguration", key, "The option is given twice.");
    }
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.DHCP_OPTIONS.wanted(call, "DhcpOptionsId", DhcpOptions.BY_SCOPE, FILTERS),
            DhcpOptions::id,
            MOST_RESULTS)
        .write(xml, "dhcpOptionsSet", one -> write(call, xml, one));
  }

  private static void associate(WriteCall call, Xml xml) {
    String id = call.parameters().required("DhcpOptionsId");
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    if (!id.equals(DhcpOptions.NONE)) {
      Lookup.DHCP_OPTIONS.find(call, id);
    }
    call.draft().put(vpc.withDhcpOptions(id));
    xml.text("return", true);
  }

  private static void delete(WriteCall call, Xml xml) {
    DhcpOptions options = Lookup.DHCP_OPTIONS.required(call, "DhcpOptionsId");
    if (!call.inventory().by(Vpc.BY_DHCP_OPTIONS, options.id()).isEmpty()) {
      throw Errors.dependency("dhcpOptions", options.id());
    }
    Tags.forget(call.draft(), options.id());
    call.draft().delete(options);
    xml.text("return", true);
  }

  private static void write(Call call, Xml xml, DhcpOptions options) {
    xml.text("dhcpOptionsId", options.id())
        .text("ownerId", options.scope().account())
        .list(
            "dhcpConfigurationSet",
            options.values().entrySet(),
            option ->
                xml.text("key", option.getKey())
                    .list("valueSet", option.getValue(), value -> xml.text("value", value)));
    TagSpecifications.write(call, xml, options.id());
  }
}
