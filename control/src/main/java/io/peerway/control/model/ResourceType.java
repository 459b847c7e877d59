package io.peerway.control.model;

/** The types of resources that have ids and tags of their own, named as in EC2. */
public enum ResourceType {
  DHCP_OPTIONS("dopt", "dhcp-options"),
  FLOW_LOG("fl", "vpc-flow-log"),
  INSTANCE("i", "instance"),
  INTERNET_GATEWAY("igw", "internet-gateway"),
  NETWORK_ACL("acl", "network-acl"),
  NETWORK_INSIGHTS_ANALYSIS("nia", "network-insights-analysis"),
  NETWORK_INSIGHTS_PATH("nip", "network-insights-path"),
  NETWORK_INTERFACE("eni", "network-interface"),
  PREFIX_LIST("pl", "prefix-list"),
  ROUTE_TABLE("rtb", "route-table"),
  SECURITY_GROUP("sg", "security-group"),
  SECURITY_GROUP_RULE("sgr", "security-group-rule"),
  SUBNET("subnet", "subnet"),
  VPC("vpc", "vpc"),
  VPC_PEERING_CONNECTION("pcx", "vpc-peering-connection");

  private final String idPrefix;
  private final String tagName;

  ResourceType(String idPrefix, String tagName) {
    this.idPrefix = idPrefix;
    this.tagName = tagName;
  }

  /** What its ids begin with, before the hyphen. */
  public String idPrefix() {
    return idPrefix;
  }

  /** Its name in tag specifications. */
  public String tagName() {
    return tagName;
  }
}
