package io.peerway.bench.control;

import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lab of any size consists of: VPCs in a circle, each peered with the next few on either
 * side, and over each peering routes to parts of the other VPC's block.
 */
public final class LabPlan {
  /** The routes of a table beside the local one, by EC2's standard quota. */
  static final int ROUTES_PER_TABLE = 50;

  private static final int PEERINGS_PER_VPC = 50;
  private static final Ipv4Prefix ALL = Ipv4Prefix.parse("10.0.0.0/8");
  private static final int SHORTEST = 16;
  private static final int LONGEST = 24;
  private static final int SUBNET_LENGTH = 28;

  /**
   * A peering connection.
   *
   * @param requester number of a VPC
   * @param accepter number of another
   */
  public record Peering(int requester, int accepter) {}

  /**
   * A route.
   *
   * @param vpc number of the VPC whose table has it
   * @param table number of that table, 0 for the main one
   * @param peering number of its target
   */
  public record Route(int vpc, int table, Ipv4Prefix destination, int peering) {}

  private final int vpcs;
  private final int blockLength;
  private final List<Peering> peerings = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final int[] routesOfVpc;

  /**
   * @throws IllegalArgumentException if EC2's quotas do not allow it, or the address space
   */
  public LabPlan(int vpcs, int peerings, int routes) {
    this.vpcs = vpcs;
    this.blockLength = Math.max(SHORTEST, ALL.length() + bits(vpcs));
    if (vpcs < 2 || blockLength > LONGEST) {
      throw new IllegalArgumentException(
          "%d VPCs are not between 2 and %d".formatted(vpcs, 1 << (LONGEST - ALL.length())));
    }
    int most = Math.min(vpcs * (vpcs - 1) / 2, vpcs * PEERINGS_PER_VPC / 2);
    if (peerings < 1 || peerings > most) {
      throw new IllegalArgumentException(
          "%d peerings of %d VPCs are not between 1 and %d".formatted(peerings, vpcs, most));
    }
    routesOfVpc = new int[vpcs];
    addPeerings(peerings);
    addRoutes(routes);
  }

  private static int bits(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, count - 1));
  }

  private void addPeerings(int count) {
    for (int distance = 1; peerings.size() < count; distance++) {
      // Half way round a circle of an even number, every pair would come twice.
      int pairs = 2 * distance == vpcs ? vpcs / 2 : vpcs;
      for (int i = 0; i < pairs && peerings.size() < count; i++) {
        peerings.add(new Peering(i, (i + distance) % vpcs));
      }
    }
  }

  /** Whole blocks first, then their halves, then quarters, until there are enough. */
  private void addRoutes(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(count + " routes");
    }
    for (int length = blockLength; routes.size() < count; length++) {
      if (length > Integer.SIZE) {
        throw new IllegalArgumentException(count + " routes are too many for these peerings");
      }
      for (long part = 0; part < 1L << (length - blockLength) && routes.size() < count; part++) {
        addRoutes(count, length, part);
      }
    }
  }

  private void addRoutes(int count, int length, long part) {
    for (int i = 0; i < peerings.size(); i++) {
      Peering peering = peerings.get(i);
      addRoute(count, peering.requester(), i, part(peering.accepter(), length, part));
      addRoute(count, peering.accepter(), i, part(peering.requester(), length, part));
    }
  }

  private void addRoute(int count, int vpc, int peering, Ipv4Prefix destination) {
    if (routes.size() < count) {
      routes.add(new Route(vpc, routesOfVpc[vpc]++ / ROUTES_PER_TABLE, destination, peering));
    }
  }

  private Ipv4Prefix part(int vpc, int length, long part) {
    return new Ipv4Prefix(block(vpc).address() + (int) (part << (Integer.SIZE - length)), length);
  }

  public int vpcs() {
    return vpcs;
  }

  /** The block of a VPC, which overlaps no other's. */
  public Ipv4Prefix block(int vpc) {
    return new Ipv4Prefix(ALL.address() + (vpc << (Integer.SIZE - blockLength)), blockLength);
  }

  public List<Peering> peerings() {
    return peerings;
  }

  public List<Route> routes() {
    return routes;
  }

  /** How many route tables a VPC needs, the main one included. */
  public int tables(int vpc) {
    return Math.max(1, Math.ceilDiv(routesOfVpc[vpc], ROUTES_PER_TABLE));
  }

  /**
   * The block of the subnet that routes by a table.
   *
   * @param table from 1: what has no subnet of its own routes by the main table
   */
  public Ipv4Prefix subnet(int vpc, int table) {
    int size = 1 << (Integer.SIZE - SUBNET_LENGTH);
    return new Ipv4Prefix(block(vpc).address() + (table - 1) * size, SUBNET_LENGTH);
  }
}
