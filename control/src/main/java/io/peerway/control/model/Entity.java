package io.peerway.control.model;

/**
 * An immutable record that the store keeps.
 *
 * <p>Each has a static {@code KIND}. Its components, and those of the records within it, are what
 * is written to disk: one that is added, renamed or removed needs a migration.
 */
public sealed interface Entity
    permits AccountRegion,
        ClientToken,
        DhcpOptions,
        FlowLog,
        InsightsAnalysis,
        InsightsPath,
        Instance,
        InternetGateway,
        ManagedPrefixList,
        NetworkAcl,
        NetworkAclAssociation,
        NetworkInterface,
        PeeringConnection,
        PrefixListVersion,
        Route,
        RouteTable,
        RouteTableAssociation,
        RouterStarts,
        SecurityGroup,
        SecurityGroupRule,
        Subnet,
        TagSet,
        Vpc,
        VpcDevice {
  /** Unique among the entities of its kind. */
  String id();

  /** The table it is kept in. */
  Kind<?> kind();
}
