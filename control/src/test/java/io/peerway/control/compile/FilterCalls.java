package io.peerway.control.compile;

import io.peerway.control.Api;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclAssociation;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.Scope;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcDevice;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;

/** Random calls about security groups and network ACLs; whether they succeed is not the point. */
final class FilterCalls {
  private static final Scope NEIGHBOR = new Scope("222222222222", "eu-west-1");
  private static final List<Cidr> ADDRESSES =
      Stream.of("10.0.0.9", "10.0.1.9", "10.0.200.9", "10.1.0.9")
          .<Cidr>map(address -> new Cidr.Ipv4(Ipv4Prefix.parse(address + "/32")))
          .toList();
  private static final String[][] TRAFFIC = {
    {"-1", "", ""},
    {"6", "22", "22"},
    {"6", "0", "65535"},
    {"17", "20", "30"},
    {"1", "8", "-1"},
    {"1", "-1", "-1"},
    {"58", "128", "-1"},
    {"50", "", ""}
  };
  private static final List<String> CIDRS =
      List.of("0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "10.1.0.9/32", "9.0.0.0/8");

  private final Api api = new Api();

  /** Hosts of both IP versions, of which some are in a subnet, and one is a network interface's. */
  private final List<Cidr> addresses = new ArrayList<>(ADDRESSES);

  /** Blocks that rules, lists and ACLs may name. */
  private final List<String> cidrs = new ArrayList<>(CIDRS);

  /** Two peered VPCs of two accounts, with subnets, hosts, ACLs, groups and lists. */
  FilterCalls() {
    String mine = createVpc(Api.SCOPE, "10.0");
    createSubnet(mine, "10.0.0.0/24", 0);
    api.call(
        "CreateNetworkInterface",
        "SubnetId",
        createSubnet(mine, "10.0.1.0/24", 1),
        "PrivateIpAddress",
        "10.0.1.9",
        "Ipv6Addresses.1.Ipv6Address",
        Ipv6Address.format(network(mine, 1), 9));
    String theirs = createVpc(NEIGHBOR, "10.1");
    createSubnet(theirs, "10.1.0.0/24", 0);
    for (long network : new long[] {network(mine, 0), network(mine, 1), network(theirs, 0)}) {
      addresses.add(new Cidr.Ipv6(new Ipv6Prefix(network, 9, 128)));
    }
    cidrs.addAll(
        List.of(
            "::/0",
            new Ipv6Prefix(network(mine, 0), 0, 56).format(),
            new Ipv6Prefix(network(mine, 1), 0, 64).format(),
            new Ipv6Prefix(network(theirs, 0), 9, 128).format()));
    for (String vpc : List.of(mine, theirs)) {
      Scope scope = api.inventory().find(Vpc.KIND, vpc).orElseThrow().scope();
      api.call(scope, "CreateNetworkAcl", "VpcId", vpc);
      for (String family : List.of("IPv4", "IPv6")) {
        api.call(
            scope,
            "CreateManagedPrefixList",
            "PrefixListName",
            "list",
            "MaxEntries",
            "3",
            "AddressFamily",
            family);
      }
      api.call(
          scope, "CreateSecurityGroup", "GroupName", "a", "GroupDescription", "d", "VpcId", vpc);
    }
    peer();
  }

  static Arbitrary<List<Step>> steps() {
    return Step.lists(15, 20, 60);
  }

  Api api() {
    return api;
  }

  /** Hosts of both IP versions, as blocks of one address. */
  List<Cidr> addresses() {
    return addresses;
  }

  private String createVpc(Scope scope, String network) {
    return Api.text(
        api.call(
            scope,
            "CreateVpc",
            "CidrBlock",
            network + ".0.0/16",
            "AmazonProvidedIpv6CidrBlock",
            "true"),
        "vpcId");
  }

  private String createSubnet(String vpc, String block, int number) {
    Scope scope = api.inventory().find(Vpc.KIND, vpc).orElseThrow().scope();
    return Api.text(
        api.call(
            scope,
            "CreateSubnet",
            "VpcId",
            vpc,
            "CidrBlock",
            block,
            "Ipv6CidrBlock",
            new Ipv6Prefix(network(vpc, number), 0, 64).format()),
        "subnetId");
  }

  /** The high half of the addresses of one of a VPC's IPv6 subnets. */
  private long network(String vpc, int number) {
    return api.inventory().find(Vpc.KIND, vpc).orElseThrow().ipv6Prefixes().getFirst().hi()
        + number;
  }

  private void peer() {
    List<Vpc> vpcs = vpcs();
    String pcx =
        api.requestPeering(
            scope(vpcs.get(0)), vpcs.get(0).id(), scope(vpcs.get(1)), vpcs.get(1).id());
    api.call(scope(vpcs.get(1)), "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
  }

  private static Scope scope(Vpc vpc) {
    return vpc.scope();
  }

  /** Makes one call. */
  void make(Step step) {
    Inventory inventory = api.inventory();
    NetworkAcl acl = pick(inventory.all(NetworkAcl.KIND), step.first());
    SecurityGroup group = pick(inventory.all(SecurityGroup.KIND), step.first());
    switch (step.action()) {
      case 0, 1, 2 -> putEntry(acl, step);
      case 3 ->
          api.answer(
              acl.scope(),
              "DeleteNetworkAclEntry",
              "NetworkAclId",
              acl.id(),
              "RuleNumber",
              Integer.toString(step.second() % 4 + 98),
              "Egress",
              Boolean.toString(step.third() % 2 == 0));
      case 4 -> {
        NetworkAclAssociation association =
            pick(inventory.all(NetworkAclAssociation.KIND), step.second());
        api.answer(
            association.scope(),
            "ReplaceNetworkAclAssociation",
            "AssociationId",
            association.id(),
            "NetworkAclId",
            acl.id());
      }
      case 5, 6 -> authorize(group, step);
      case 7 -> {
        SecurityGroup other = pick(inventory.all(SecurityGroup.KIND), step.second());
        authorize(group, step, "Groups.1.GroupId", other.scope().account() + "/" + other.id());
      }
      case 8 -> {
        SecurityGroupRule rule = pick(inventory.all(SecurityGroupRule.KIND), step.second());
        api.answer(
            rule.scope(),
            rule.egress() ? "RevokeSecurityGroupEgress" : "RevokeSecurityGroupIngress",
            "GroupId",
            rule.groupId(),
            "SecurityGroupRuleId.1",
            rule.id());
      }
      case 9, 10 -> {
        Vpc vpc = pick(vpcs(), step.first());
        List<String> groups =
            inventory.by(SecurityGroup.BY_VPC, vpc.id()).stream()
                .map(SecurityGroup::id)
                .limit(step.second() % 3)
                .toList();
        var _ =
            api.ledger()
                .change(
                    draft -> {
                      VpcDevice.setGroups(draft, vpc.id(), groups, 5);
                      return vpc;
                    });
      }
      case 11 -> changeList(pick(inventory.all(ManagedPrefixList.KIND), step.first()), step);
      case 12 ->
          authorize(
              group,
              step,
              "PrefixListIds.1.PrefixListId",
              pick(
                      inventory.all(ManagedPrefixList.KIND).stream()
                          .filter(list -> list.scope().equals(group.scope()))
                          .toList(),
                      step.second())
                  .id());
      case 13 -> {
        NetworkInterface eni = pick(inventory.all(NetworkInterface.KIND), 0);
        api.answer(
            eni.scope(),
            "ModifyNetworkInterfaceAttribute",
            "NetworkInterfaceId",
            eni.id(),
            "SecurityGroupId.1",
            group.id(),
            "SecurityGroupId.2",
            pick(inventory.by(SecurityGroup.BY_VPC, eni.vpcId()), step.second()).id());
      }
      case 14 ->
          inventory.all(PeeringConnection.KIND).stream()
              .filter(PeeringConnection::isActive)
              .forEach(
                  pcx ->
                      api.call(
                          pcx.requester().scope(),
                          "DeleteVpcPeeringConnection",
                          "VpcPeeringConnectionId",
                          pcx.id()));
      default -> {
        if (inventory.by(PeeringConnection.LIVE_BY_VPC, vpcs().getFirst().id()).isEmpty()) {
          peer();
        }
      }
    }
  }

  private void changeList(ManagedPrefixList list, Step step) {
    api.answer(
        list.scope(),
        "ModifyManagedPrefixList",
        "PrefixListId",
        list.id(),
        step.second() % 2 == 0 ? "AddEntry.1.Cidr" : "RemoveEntry.1.Cidr",
        pick(cidrs, step.third()));
  }

  private void putEntry(NetworkAcl acl, Step step) {
    String[] traffic = TRAFFIC[step.second() % TRAFFIC.length];
    boolean icmp = traffic[0].equals("1") || traffic[0].equals("58");
    String cidr = pick(cidrs, step.third());
    for (String action : List.of("CreateNetworkAclEntry", "ReplaceNetworkAclEntry")) {
      api.answer(
          acl.scope(),
          action,
          "NetworkAclId",
          acl.id(),
          "RuleNumber",
          Integer.toString(step.second() % 4 + 98),
          "Egress",
          Boolean.toString(step.third() % 2 == 0),
          "Protocol",
          traffic[0],
          "RuleAction",
          step.third() % 3 == 0 ? "deny" : "allow",
          cidr.contains(":") ? "Ipv6CidrBlock" : "CidrBlock",
          cidr,
          icmp ? "Icmp.Type" : "PortRange.From",
          traffic[1],
          icmp ? "Icmp.Code" : "PortRange.To",
          traffic[2]);
    }
  }

  private void authorize(SecurityGroup group, Step step) {
    String cidr = pick(cidrs, step.third());
    authorize(
        group, step, cidr.contains(":") ? "Ipv6Ranges.1.CidrIpv6" : "IpRanges.1.CidrIp", cidr);
  }

  private void authorize(SecurityGroup group, Step step, String peer, String value) {
    String[] traffic = TRAFFIC[step.second() % TRAFFIC.length];
    api.answer(
        group.scope(),
        step.third() % 2 == 0 ? "AuthorizeSecurityGroupEgress" : "AuthorizeSecurityGroupIngress",
        "GroupId",
        group.id(),
        "IpPermissions.1.IpProtocol",
        traffic[0],
        "IpPermissions.1.FromPort",
        traffic[1],
        "IpPermissions.1.ToPort",
        traffic[2],
        "IpPermissions.1." + peer,
        value);
  }

  private List<Vpc> vpcs() {
    return api.inventory().all(Vpc.KIND).stream().filter(vpc -> !vpc.isDefault()).toList();
  }

  private static <T> T pick(Iterable<T> all, int number) {
    List<T> list = new ArrayList<>();
    all.forEach(list::add);
    return list.get(number % list.size());
  }
}
