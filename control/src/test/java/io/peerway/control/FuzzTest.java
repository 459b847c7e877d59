package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.auth.Authenticator;
import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.StsService;
import io.peerway.control.http.HttpCall;
import io.peerway.control.http.HttpReply;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.control.observe.Metrics;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.MemoryStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Requests that are random or nearly right: each gets an answer or an EC2 error, never a failure of
 * the server's own, and only an answer changes anything.
 */
class FuzzTest {
  private static final int APIS = 4;
  private static final int REQUESTS_EACH = 250_000;

  // So few that answers stay short.
  private static final Quotas QUOTAS =
      Quotas.DEFAULT
          .with(Quota.VPCS_PER_REGION, 6)
          .with(Quota.SUBNETS_PER_VPC, 4)
          .with(Quota.ROUTE_TABLES_PER_VPC, 4)
          .with(Quota.ROUTES_PER_TABLE, 5)
          .with(Quota.ACTIVE_PEERINGS_PER_VPC, 3)
          .with(Quota.OUTSTANDING_PEERINGS_PER_VPC, 3)
          .with(Quota.INTERNET_GATEWAYS_PER_REGION, 5)
          .with(Quota.DHCP_OPTIONS_PER_REGION, 4)
          .with(Quota.NETWORK_INTERFACES_PER_REGION, 8);
  private static final String SIGNATURE =
      "AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-west-1/ec2/aws4_request,"
          + " SignedHeaders=host, Signature=0";
  private static final String STS_SIGNATURE = SIGNATURE.replace("/ec2/", "/sts/");
  private static final Pattern ID =
      Pattern.compile(
          "(vpc|subnet|rtb|fl|nip|nia|rtbassoc|pcx|igw|eni|dopt|vpc-cidr-assoc|subnet-cidr-assoc|acl|aclassoc|sg|sgr|pl)"
              + "-[0-9a-f]{17}");
  private static final Pattern BLOCK = Pattern.compile("10[.][0-9]+[.].*");
  private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z.]+)</Code>");

  private static final List<String> VALID =
      List.of(
          "Action=CreateVpc&CidrBlock=10.1.0.0/16&AmazonProvidedIpv6CidrBlock=true",
          "Action=CreateVpc&CidrBlock=10.2.0.0/16&TagSpecification.1.ResourceType=vpc"
              + "&TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=x",
          "Action=DescribeVpcs&MaxResults=5&Filter.1.Name=cidr&Filter.1.Value.1=10.*",
          "Action=DescribeVpcs&VpcId.1=$vpc",
          "Action=DescribeVpcAttribute&VpcId=$vpc&Attribute=enableDnsSupport",
          "Action=ModifyVpcAttribute&VpcId=$vpc&EnableDnsSupport.Value=false",
          "Action=DeleteVpc&VpcId=$vpc",
          "Action=CreateSubnet&VpcId=$vpc&CidrBlock=10.1.1.0/24&AvailabilityZone=eu-west-1a",
          "Action=DescribeSubnets&Filter.1.Name=tag:Name&Filter.1.Value.1=*",
          "Action=DeleteSubnet&SubnetId=$subnet",
          "Action=CreateRouteTable&VpcId=$vpc&ClientToken=abc",
          "Action=DescribeRouteTables&Filter.1.Name=route.state&Filter.1.Value.1=active",
          "Action=DeleteRouteTable&RouteTableId=$rtb",
          "Action=AssociateRouteTable&RouteTableId=$rtb&SubnetId=$subnet",
          "Action=DisassociateRouteTable&AssociationId=$rtbassoc",
          "Action=ReplaceRouteTableAssociation&AssociationId=$rtbassoc&RouteTableId=$rtb",
          "Action=CreateRoute&RouteTableId=$rtb&DestinationCidrBlock=10.2.0.0/16"
              + "&VpcPeeringConnectionId=$pcx",
          "Action=ReplaceRoute&RouteTableId=$rtb&DestinationCidrBlock=10.2.0.0/16"
              + "&VpcPeeringConnectionId=$pcx",
          "Action=DeleteRoute&RouteTableId=$rtb&DestinationCidrBlock=10.2.0.0/16",
          "Action=CreateVpcPeeringConnection&VpcId=$vpc&PeerVpcId=$vpc&PeerRegion=eu-west-1",
          "Action=AcceptVpcPeeringConnection&VpcPeeringConnectionId=$pcx",
          "Action=RejectVpcPeeringConnection&VpcPeeringConnectionId=$pcx",
          "Action=DeleteVpcPeeringConnection&VpcPeeringConnectionId=$pcx",
          "Action=DescribeVpcPeeringConnections&Filter.1.Name=status-code&Filter.1.Value.1=a*",
          "Action=AssociateVpcCidrBlock&VpcId=$vpc&CidrBlock=10.3.0.0/16",
          "Action=AssociateVpcCidrBlock&VpcId=$vpc&AmazonProvidedIpv6CidrBlock=true",
          "Action=DisassociateVpcCidrBlock&AssociationId=$vpc-cidr-assoc",
          "Action=AssociateSubnetCidrBlock&SubnetId=$subnet&Ipv6CidrBlock=fd70:7772:1::/64",
          "Action=DisassociateSubnetCidrBlock&AssociationId=$subnet-cidr-assoc",
          "Action=ModifySubnetAttribute&SubnetId=$subnet&MapPublicIpOnLaunch.Value=true",
          "Action=CreateDefaultVpc",
          "Action=CreateDefaultSubnet&AvailabilityZone=eu-west-1b",
          "Action=CreateInternetGateway",
          "Action=AttachInternetGateway&InternetGatewayId=$igw&VpcId=$vpc",
          "Action=DetachInternetGateway&InternetGatewayId=$igw&VpcId=$vpc",
          "Action=DeleteInternetGateway&InternetGatewayId=$igw",
          "Action=DescribeInternetGateways&Filter.1.Name=attachment.vpc-id&Filter.1.Value.1=*",
          "Action=CreateRoute&RouteTableId=$rtb&DestinationCidrBlock=0.0.0.0/0&GatewayId=$igw",
          "Action=CreateDhcpOptions&DhcpConfiguration.1.Key=domain-name-servers"
              + "&DhcpConfiguration.1.Value.1=10.0.0.1&DhcpConfiguration.1.Value.2=::1",
          "Action=AssociateDhcpOptions&DhcpOptionsId=$dopt&VpcId=$vpc",
          "Action=DeleteDhcpOptions&DhcpOptionsId=$dopt",
          "Action=DescribeDhcpOptions&Filter.1.Name=value&Filter.1.Value.1=*",
          "Action=ModifyVpcPeeringConnectionOptions&VpcPeeringConnectionId=$pcx"
              + "&AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc=true",
          "Action=CreateNetworkAcl&VpcId=$vpc&ClientToken=abd",
          "Action=DescribeNetworkAcls&Filter.1.Name=entry.protocol&Filter.1.Value.1=6",
          "Action=DeleteNetworkAcl&NetworkAclId=$acl",
          "Action=CreateNetworkAclEntry&NetworkAclId=$acl&RuleNumber=7&Protocol=6&Egress=true"
              + "&RuleAction=deny&CidrBlock=10.1.0.0/16&PortRange.From=1&PortRange.To=9",
          "Action=ReplaceNetworkAclEntry&NetworkAclId=$acl&RuleNumber=7&Protocol=1&Egress=true"
              + "&RuleAction=allow&CidrBlock=10.1.0.0/16&Icmp.Type=8&Icmp.Code=-1",
          "Action=DeleteNetworkAclEntry&NetworkAclId=$acl&RuleNumber=7&Egress=true",
          "Action=ReplaceNetworkAclAssociation&AssociationId=$aclassoc&NetworkAclId=$acl",
          "Action=CreateSecurityGroup&GroupName=a&GroupDescription=b&VpcId=$vpc",
          "Action=DescribeSecurityGroups&Filter.1.Name=ip-permission.cidr&Filter.1.Value.1=1*",
          "Action=DeleteSecurityGroup&GroupId=$sg",
          "Action=AuthorizeSecurityGroupIngress&GroupId=$sg&IpPermissions.1.IpProtocol=tcp"
              + "&IpPermissions.1.FromPort=1&IpPermissions.1.ToPort=9"
              + "&IpPermissions.1.IpRanges.1.CidrIp=10.1.0.0/16"
              + "&IpPermissions.1.Groups.1.GroupId=$sg",
          "Action=AuthorizeSecurityGroupEgress&GroupId=$sg&IpPermissions.1.IpProtocol=-1"
              + "&IpPermissions.1.Ipv6Ranges.1.CidrIpv6=fd00::/8",
          "Action=RevokeSecurityGroupIngress&GroupId=$sg&IpProtocol=tcp&FromPort=1&ToPort=9"
              + "&CidrIp=10.1.0.0/16",
          "Action=RevokeSecurityGroupEgress&GroupId=$sg&SecurityGroupRuleId.1=$sgr",
          "Action=DescribeSecurityGroupRules&Filter.1.Name=group-id&Filter.1.Value.1=$sg",
          "Action=ModifySecurityGroupRules&GroupId=$sg&SecurityGroupRule.1.SecurityGroupRuleId=$sgr"
              + "&SecurityGroupRule.1.SecurityGroupRule.IpProtocol=udp"
              + "&SecurityGroupRule.1.SecurityGroupRule.FromPort=1"
              + "&SecurityGroupRule.1.SecurityGroupRule.ToPort=9"
              + "&SecurityGroupRule.1.SecurityGroupRule.CidrIpv4=10.1.0.0/16",
          "Action=UpdateSecurityGroupRuleDescriptionsIngress&GroupId=$sg"
              + "&SecurityGroupRuleDescription.1.SecurityGroupRuleId=$sgr",
          "Action=DescribeSecurityGroupReferences&GroupId.1=$sg",
          "Action=DescribeStaleSecurityGroups&VpcId=$vpc",
          "Action=CreateNetworkInterface&SubnetId=$subnet&PrivateIpAddress=10.1.1.9",
          "Action=CreateNetworkInterface&SubnetId=$subnet&SecondaryPrivateIpAddressCount=2"
              + "&Ipv6AddressCount=1&ClientToken=abc",
          "Action=DescribeNetworkInterfaces&Filter.1.Name=mac-address&Filter.1.Value.1=0*",
          "Action=DescribeNetworkInterfaceAttribute&NetworkInterfaceId=$eni&Attribute=groupSet",
          "Action=ModifyNetworkInterfaceAttribute&NetworkInterfaceId=$eni&Description.Value=x",
          "Action=AssignPrivateIpAddresses&NetworkInterfaceId=$eni&PrivateIpAddress.1=10.1.1.7"
              + "&AllowReassignment=true",
          "Action=UnassignPrivateIpAddresses&NetworkInterfaceId=$eni&PrivateIpAddress.1=10.1.1.7",
          "Action=AssignIpv6Addresses&NetworkInterfaceId=$eni&Ipv6Addresses.1=fd70:7772:1::9",
          "Action=UnassignIpv6Addresses&NetworkInterfaceId=$eni&Ipv6Addresses.1=fd70:7772:1::9",
          "Action=DeleteNetworkInterface&NetworkInterfaceId=$eni",
          "Action=CreateManagedPrefixList&PrefixListName=a&MaxEntries=2&AddressFamily=IPv4"
              + "&Entry.1.Cidr=10.1.0.0/16&Entry.1.Description=x",
          "Action=ModifyManagedPrefixList&PrefixListId=$pl&CurrentVersion=1"
              + "&AddEntry.1.Cidr=10.2.0.0/16&RemoveEntry.1.Cidr=10.1.0.0/16",
          "Action=RestoreManagedPrefixListVersion&PrefixListId=$pl&PreviousVersion=1"
              + "&CurrentVersion=2",
          "Action=DescribeManagedPrefixLists&Filter.1.Name=prefix-list-name&Filter.1.Value.1=a",
          "Action=GetManagedPrefixListEntries&PrefixListId=$pl&TargetVersion=1",
          "Action=GetManagedPrefixListAssociations&PrefixListId=$pl&MaxResults=5",
          "Action=DeleteManagedPrefixList&PrefixListId=$pl",
          "Action=CreateRoute&RouteTableId=$rtb&DestinationPrefixListId=$pl&GatewayId=$igw",
          "Action=AuthorizeSecurityGroupIngress&GroupId=$sg&IpPermissions.1.IpProtocol=tcp"
              + "&IpPermissions.1.FromPort=1&IpPermissions.1.ToPort=9"
              + "&IpPermissions.1.PrefixListIds.1.PrefixListId=$pl",
          "Action=CreateFlowLogs&ResourceId.1=$vpc&ResourceType=VPC&TrafficType=ALL"
              + "&LogDestinationType=s3&LogDestination=arn:aws:s3:::lab/logs/"
              + "&LogFormat=%24%7Bversion%7D+%24%7Bsrcaddr%7D&MaxAggregationInterval=60&ClientToken=abc",
          "Action=CreateFlowLogs&ResourceId.1=$subnet&ResourceType=Subnet&TrafficType=REJECT"
              + "&LogDestinationType=s3&LogDestination=arn:aws:s3:::lab",
          "Action=DescribeFlowLogs&Filter.1.Name=resource-id&Filter.1.Value.1=vpc-*",
          "Action=DeleteFlowLogs&FlowLogId.1=$fl",
          "Action=CreateNetworkInsightsPath&Source=$eni&DestinationIp=10.1.1.9&Protocol=tcp"
              + "&FilterAtSource.DestinationPortRange.FromPort=22"
              + "&FilterAtSource.DestinationPortRange.ToPort=22&ClientToken=abc",
          "Action=CreateNetworkInsightsPath&Source=$vpc&SourceIp=10.1.1.9&Destination=$pcx"
              + "&DestinationIp=10.2.1.9&Protocol=udp&DestinationPort=53",
          "Action=StartNetworkInsightsAnalysis&NetworkInsightsPathId=$nip&ClientToken=abd",
          "Action=DescribeNetworkInsightsPaths&Filter.1.Name=protocol&Filter.1.Value.1=t*",
          "Action=DescribeNetworkInsightsAnalyses&NetworkInsightsPathId=$nip",
          "Action=DeleteNetworkInsightsAnalysis&NetworkInsightsAnalysisId=$nia",
          "Action=DeleteNetworkInsightsPath&NetworkInsightsPathId=$nip",
          "Action=CreateTags&ResourceId.1=$vpc&Tag.1.Key=a&Tag.1.Value=b",
          "Action=DeleteTags&ResourceId.1=$pcx&Tag.1.Key=a",
          "Action=DescribeTags&Filter.1.Name=key&Filter.1.Value.1=?",
          "Action=DescribeRegions&RegionName.1=us-east-1",
          "Action=DescribeAvailabilityZones&ZoneName.1=eu-west-1a",
          "Action=DescribeAccountAttributes",
          "Action=AssumeRole&RoleArn=arn:aws:iam::222222222222:role/path/of/admin"
              + "&RoleSessionName=me&DurationSeconds=900");

  private static final List<String> NASTY =
      List.of(
          "",
          "0",
          "-1",
          "99999999999999999999",
          "10.0.0.0/99",
          "::/0",
          "1.2.3",
          "\u0000",
          "ä",
          "*",
          "%",
          "'",
          "<",
          "&lt;",
          "true",
          "null",
          "vpc-",
          "../../..",
          "${x}",
          "2147483648",
          " ");

  // What a pattern that is matched carelessly would recurse or go back for.
  private static final List<String> PIECES = List.of("x", "0", "a/", "-a", "*", "1.", ":", "%");

  private final Random random = new Random();
  private final Ledger ledger = new Ledger(new MemoryStore());
  private final Metrics metrics = new Metrics();
  private final ApiEndpoint endpoint =
      new ApiEndpoint(
          new Ec2Service(ledger, new TestClock(), new Ids(new Random(1)), QUOTAS, new FakeRouter()),
          new StsService(new TestClock()),
          Authenticator.believing(),
          ledger::revision,
          metrics);
  private final Map<String, String> ids = new HashMap<>();

  @Test
  void shouldAnswerEveryRequestAndChangeNothingByAnError() {
    IntStream.range(0, APIS).parallel().forEach(seed -> new FuzzTest().run(seed));
  }

  private void run(long seed) {
    random.setSeed(seed);
    int answered = 0;
    for (int i = 0; i < REQUESTS_EACH; i++) {
      String body =
          switch (random.nextInt(10)) {
            case 0, 1 -> noise(random.nextInt(300));
            case 2, 3, 4, 5 -> mutateBytes(valid());
            case 6, 7, 8 -> mutateParameters(valid());
            default -> valid();
          };
      Inventory before = ledger.inventory();

      HttpReply reply = send(body);

      if (reply.status() == 200) {
        answered++;
        remember(reply.body());
      } else if (reply.status() > 499
          || !CODE.matcher(reply.body()).find()
          // How it is made is nobody's business.
          || reply.body().contains("java.")
          || ledger.inventory() != before) {
        throw new AssertionError("%s%n%d %s".formatted(body, reply.status(), reply.body()));
      }
    }
    assertThat(answered).isBetween(REQUESTS_EACH / 50, REQUESTS_EACH);
    // Whatever clients make up, there is no metric for it.
    assertThat(metrics.text().length()).isLessThan(500_000);
  }

  private HttpReply send(String body) {
    if (random.nextInt(20) == 0) {
      return endpoint.answer(
          new HttpCall("GET", "/", body, Map.of("authorization", SIGNATURE), ""));
    }
    String signature =
        switch (random.nextInt(50)) {
          case 0 -> mutateBytes(SIGNATURE);
          case 1 -> STS_SIGNATURE;
          default -> body.contains("=AssumeRole") ? STS_SIGNATURE : SIGNATURE;
        };
    return endpoint.answer(new HttpCall("POST", "/", "", Map.of("authorization", signature), body));
  }

  private void remember(String answer) {
    if (ids.size() > 12 && random.nextInt(4) > 0) {
      return; // long answers take long to search
    }
    Matcher found = ID.matcher(answer);
    while (found.find()) {
      if (random.nextInt(4) == 0 || !ids.containsKey(found.group(1))) {
        ids.put(found.group(1), found.group());
      }
    }
  }

  /** A request that is right in form; what it names may be gone by now. */
  private String valid() {
    StringBuilder form = new StringBuilder("Version=2016-11-15");
    for (String pair : VALID.get(random.nextInt(VALID.size())).split("&", -1)) {
      String name = pair.substring(0, pair.indexOf('='));
      String value = pair.substring(pair.indexOf('=') + 1);
      if (value.startsWith("$")) {
        value = ids.getOrDefault(value.substring(1), value.substring(1) + "-12345678");
      } else if (BLOCK.matcher(value).matches() && random.nextBoolean()) {
        value = "10." + random.nextInt(40) + value.substring(value.indexOf('.', 3));
      }
      form.append('&').append(name).append('=').append(encode(value));
    }
    return form.toString();
  }

  private String mutateParameters(String form) {
    String[] pairs = form.split("&", -1);
    int at = random.nextInt(pairs.length);
    String name = pairs[at].substring(0, pairs[at].indexOf('='));
    String nasty = NASTY.get(random.nextInt(NASTY.size()));
    pairs[at] =
        switch (random.nextInt(5)) {
          case 0 -> "";
          case 1 -> pairs[at] + "&" + pairs[random.nextInt(pairs.length)];
          case 2 -> encode(name + "." + nasty) + pairs[at].substring(name.length());
          case 3 -> name + "=" + encode(repeated());
          default -> name + "=" + encode(nasty);
        };
    return String.join("&", pairs);
  }

  private String repeated() {
    int most = random.nextInt(100) == 0 ? 10_000 : 50;
    return PIECES.get(random.nextInt(PIECES.size())).repeat(random.nextInt(most));
  }

  private String mutateBytes(String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(3)) {
        case 0 -> mutated.deleteCharAt(at);
        case 1 -> mutated.insert(at, noise(1 + random.nextInt(3)));
        default -> mutated.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return mutated.toString();
  }

  private String noise(int length) {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < length; i++) {
      noise.append((char) random.nextInt(256));
    }
    return noise.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
