package io.peerway.control.ec2.protocol;

import io.peerway.control.model.DhcpOptions;
import io.peerway.control.model.Entity;
import io.peerway.control.model.FlowLog;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Index;
import io.peerway.control.model.InsightsAnalysis;
import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Kind;
import io.peerway.control.model.ManagedPrefixList;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclAssociation;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Scope;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the resources that a call names, as far as its caller may know of them.
 *
 * <p>The spelling of codes and messages is EC2's and follows no rule: clients decide by the codes.
 *
 * @param <T> the resources
 */
public final class Lookup<T extends Entity> {
  public static final Lookup<Vpc> VPC =
      new Lookup<>(
          Vpc.KIND,
          ResourceType.VPC.idPrefix(),
          "InvalidVpcID.Malformed",
          "InvalidVpcID.NotFound",
          "The vpc ID '%s' does not exist",
          (call, vpc) -> isOwn(call, vpc.scope()));

  public static final Lookup<InternetGateway> INTERNET_GATEWAY =
      new Lookup<>(
          InternetGateway.KIND,
          ResourceType.INTERNET_GATEWAY.idPrefix(),
          "InvalidInternetGatewayId.Malformed",
          "InvalidInternetGatewayID.NotFound",
          "The internetGateway ID '%s' does not exist",
          (call, gateway) -> isOwn(call, gateway.scope()));

  public static final Lookup<NetworkInterface> NETWORK_INTERFACE =
      new Lookup<>(
          NetworkInterface.KIND,
          ResourceType.NETWORK_INTERFACE.idPrefix(),
          "InvalidNetworkInterfaceId.Malformed",
          "InvalidNetworkInterfaceID.NotFound",
          "The networkInterface ID '%s' does not exist",
          (call, eni) -> isOwn(call, eni.scope()));

  public static final Lookup<Instance> INSTANCE =
      new Lookup<>(
          Instance.KIND,
          ResourceType.INSTANCE.idPrefix(),
          "InvalidInstanceID.Malformed",
          "InvalidInstanceID.NotFound",
          "The instance ID '%s' does not exist",
          (call, instance) -> isOwn(call, instance.scope()) && !instance.isForgotten(call.now()));

  public static final Lookup<DhcpOptions> DHCP_OPTIONS =
      new Lookup<>(
          DhcpOptions.KIND,
          ResourceType.DHCP_OPTIONS.idPrefix(),
          "InvalidDhcpOptionsId.Malformed",
          "InvalidDhcpOptionID.NotFound",
          "The dhcpOption ID '%s' does not exist",
          (call, options) -> isOwn(call, options.scope()));

  public static final Lookup<FlowLog> FLOW_LOG =
      new Lookup<>(
          FlowLog.KIND,
          ResourceType.FLOW_LOG.idPrefix(),
          "InvalidFlowLogId.Malformed",
          "InvalidFlowLogId.NotFound",
          "The flow log ID '%s' does not exist",
          (call, log) -> isOwn(call, log.scope()));

  public static final Lookup<InsightsPath> INSIGHTS_PATH =
      new Lookup<>(
          InsightsPath.KIND,
          ResourceType.NETWORK_INSIGHTS_PATH.idPrefix(),
          "InvalidNetworkInsightsPathId.Malformed",
          "InvalidNetworkInsightsPathId.NotFound",
          "The network insights path ID '%s' does not exist",
          (call, path) -> isOwn(call, path.scope()));

  public static final Lookup<InsightsAnalysis> INSIGHTS_ANALYSIS =
      new Lookup<>(
          InsightsAnalysis.KIND,
          ResourceType.NETWORK_INSIGHTS_ANALYSIS.idPrefix(),
          "InvalidNetworkInsightsAnalysisId.Malformed",
          "InvalidNetworkInsightsAnalysisId.NotFound",
          "The network insights analysis ID '%s' does not exist",
          (call, analysis) -> isOwn(call, analysis.scope()));

  public static final Lookup<Subnet> SUBNET =
      new Lookup<>(
          Subnet.KIND,
          ResourceType.SUBNET.idPrefix(),
          "InvalidSubnetID.Malformed",
          "InvalidSubnetID.NotFound",
          "The subnet ID '%s' does not exist",
          (call, subnet) -> isOwn(call, subnet.scope()));

  public static final Lookup<RouteTable> ROUTE_TABLE =
      new Lookup<>(
          RouteTable.KIND,
          ResourceType.ROUTE_TABLE.idPrefix(),
          "InvalidRouteTableId.Malformed",
          "InvalidRouteTableID.NotFound",
          "The routeTable ID '%s' does not exist",
          (call, table) -> isOwn(call, table.scope()));

  public static final Lookup<RouteTableAssociation> ROUTE_TABLE_ASSOCIATION =
      new Lookup<>(
          RouteTableAssociation.KIND,
          "rtbassoc",
          "InvalidRouteTableAssociationId.Malformed",
          "InvalidAssociationID.NotFound",
          "The association ID '%s' does not exist",
          (call, association) -> isOwn(call, association.scope()));

  public static final Lookup<NetworkAcl> NETWORK_ACL =
      new Lookup<>(
          NetworkAcl.KIND,
          ResourceType.NETWORK_ACL.idPrefix(),
          "InvalidNetworkAclId.Malformed",
          "InvalidNetworkAclID.NotFound",
          "The networkAcl ID '%s' does not exist",
          (call, acl) -> isOwn(call, acl.scope()));

  public static final Lookup<NetworkAclAssociation> NETWORK_ACL_ASSOCIATION =
      new Lookup<>(
          NetworkAclAssociation.KIND,
          "aclassoc",
          "InvalidAssociationID.Malformed",
          "InvalidAssociationID.NotFound",
          "The association ID '%s' does not exist",
          (call, association) -> isOwn(call, association.scope()));

  public static final Lookup<ManagedPrefixList> PREFIX_LIST =
      new Lookup<>(
          ManagedPrefixList.KIND,
          ResourceType.PREFIX_LIST.idPrefix(),
          "InvalidPrefixListId.Malformed",
          "InvalidPrefixListID.NotFound",
          "The prefix list ID '%s' does not exist",
          (call, list) -> isOwn(call, list.scope()));

  public static final Lookup<SecurityGroup> SECURITY_GROUP =
      new Lookup<>(
          SecurityGroup.KIND,
          ResourceType.SECURITY_GROUP.idPrefix(),
          "InvalidGroupId.Malformed",
          "InvalidGroup.NotFound",
          "The security group '%s' does not exist",
          (call, group) -> isOwn(call, group.scope()));

  public static final Lookup<SecurityGroupRule> SECURITY_GROUP_RULE =
      new Lookup<>(
          SecurityGroupRule.KIND,
          ResourceType.SECURITY_GROUP_RULE.idPrefix(),
          "InvalidSecurityGroupRuleId.Malformed",
          "InvalidSecurityGroupRuleId.NotFound",
          "The security group rule ID '%s' does not exist",
          (call, rule) -> isOwn(call, rule.scope()));

  public static final Lookup<PeeringConnection> PEERING =
      new Lookup<>(
          PeeringConnection.KIND,
          ResourceType.VPC_PEERING_CONNECTION.idPrefix(),
          "InvalidVpcPeeringConnectionId.Malformed",
          "InvalidVpcPeeringConnectionID.NotFound",
          "The vpcPeeringConnection ID '%s' does not exist",
          (call, pcx) -> pcx.isVisibleTo(call.caller(), call.now()));

  /** Every resource that has tags. */
  public static final List<Lookup<?>> TAGGABLE =
      List.of(
          DHCP_OPTIONS,
          FLOW_LOG,
          INSTANCE,
          INSIGHTS_ANALYSIS,
          INSIGHTS_PATH,
          INTERNET_GATEWAY,
          NETWORK_ACL,
          NETWORK_INTERFACE,
          PEERING,
          PREFIX_LIST,
          ROUTE_TABLE,
          SECURITY_GROUP,
          SECURITY_GROUP_RULE,
          SUBNET,
          VPC);

  private final Kind<T> kind;
  private final String idPrefix;
  private final String malformedCode;
  private final String notFoundCode;
  private final String notFoundMessage;
  private final BiPredicate<Call, T> visible;

  private Lookup(
      Kind<T> kind,
      String idPrefix,
      String malformedCode,
      String notFoundCode,
      String notFoundMessage,
      BiPredicate<Call, T> visible) {
    this.kind = kind;
    this.idPrefix = idPrefix;
    this.malformedCode = malformedCode;
    this.notFoundCode = notFoundCode;
    this.notFoundMessage = notFoundMessage;
    this.visible = visible;
  }

  public String idPrefix() {
    return idPrefix;
  }

  /** The resource named by a parameter that must be there. */
  public T required(Call call, String parameter) {
    return find(call, call.parameters().required(parameter));
  }

  /**
   * The resource with this id.
   *
   * @throws Ec2Exception if the id is malformed, or the caller knows no such resource
   */
  public T find(Call call, String id) {
    checkForm(id);
    return call.inventory()
        .find(kind, id)
        .filter(found -> visible.test(call, found))
        .orElseThrow(() -> notFound(id));
  }

  /**
   * The resources named by a list parameter, or, if it is absent, others.
   *
   * @throws Ec2Exception if an id is malformed or unknown, or pages of named resources are asked
   *     for
   */
  public Collection<T> listed(Call call, String parameter, Collection<T> others) {
    List<String> ids = call.parameters().list(parameter);
    if (ids.isEmpty()) {
      return others;
    }
    if (call.parameters().text("MaxResults").isPresent()) {
      throw Errors.invalidCombination(
          "The parameter " + parameter + " cannot be used with the parameter maxResults");
    }
    ids.forEach(this::checkForm);
    return ids.stream().distinct().sorted().map(id -> find(call, id)).toList();
  }

  /**
   * The resources named by a list parameter, or, if it is absent, all of the caller's, of which the
   * call's filters hold.
   *
   * @param own the index of resources by their scope
   * @throws Ec2Exception as {@link Filters#of} and {@link #listed} do
   */
  public Stream<T> wanted(Call call, String parameter, Index<T, Scope> own, Filters<T> filters) {
    Predicate<T> wanted = filters.of(call);
    return listed(call, parameter, call.inventory().by(own, call.caller())).stream().filter(wanted);
  }

  public void checkForm(String id) {
    if (!Ids.isWellFormed(idPrefix, id)) {
      throw new Ec2Exception(
          malformedCode, "Invalid id: \"" + id + "\" (expecting \"" + idPrefix + "-...\")");
    }
  }

  public Ec2Exception notFound(String id) {
    return new Ec2Exception(notFoundCode, notFoundMessage.formatted(id));
  }

  private static boolean isOwn(Call call, Scope scope) {
    return call.caller().equals(scope);
  }
}
