package io.peerway.bench.control;

/**
 * How large a lab is loaded, and how it is changed.
 *
 * @param vpcs how many, each with subnets and route tables as its routes need them
 * @param peerings how many active peering connections there are between them
 * @param routes how many in all, spread evenly over both sides of every peering
 * @param clients that load at the same time, each over a connection of its own
 * @param changes that are measured one by one when everything is loaded
 */
public record ControlOptions(int vpcs, int peerings, int routes, int clients, int changes) {
  public ControlOptions {
    if (clients < 1 || changes < 1) {
      throw new IllegalArgumentException(clients + " clients and " + changes + " changes");
    }
  }
}
