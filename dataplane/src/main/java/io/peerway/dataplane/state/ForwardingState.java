package io.peerway.dataplane.state;

import java.util.Arrays;
import java.util.List;

/**
 * What every worker forwards by, from one publication to the next.
 *
 * <p>Immutable. A worker reads the current state once per burst, so that a burst is never decided
 * by two states.
 */
public final class ForwardingState {
  /** The state before anything is configured: every frame is dropped. */
  public static final ForwardingState EMPTY = new ForwardingState(0, List.of(), List.of());

  private final long generation;
  private final VpcForwarding[] vpcs;
  private final PortForwarding[] ports;
  private final boolean isFiltered;

  /**
   * @param generation grows by at least one with every publication
   * @param vpcs at their indexes; null where an index is free
   * @param ports at their numbers; null where a number is free. A port whose VPC is not among
   *     {@code vpcs} is left out, so that the frames that come from it have a reason to be dropped
   */
  public ForwardingState(long generation, List<VpcForwarding> vpcs, List<PortForwarding> ports) {
    this.generation = generation;
    this.vpcs = vpcs.toArray(VpcForwarding[]::new);
    this.isFiltered = vpcs.stream().anyMatch(vpc -> vpc != null && vpc.local().isFiltered());
    this.ports = new PortForwarding[ports.size()];
    for (int number = 0; number < this.ports.length; number++) {
      PortForwarding port = ports.get(number);
      this.ports[number] = port == null || vpc(port.vpcIndex()) == null ? null : port;
    }
  }

  public long generation() {
    return generation;
  }

  /**
   * Whether there is a security group or a network ACL that might deny some packet. If not, packets
   * need not be looked at for it.
   */
  public boolean isFiltered() {
    return isFiltered;
  }

  /** The VPC at an index, or null if there is none. */
  public VpcForwarding vpc(int index) {
    return index >= 0 && index < vpcs.length ? vpcs[index] : null;
  }

  /** The port with a number, or null if no VPC has it. The {@link #vpc} of a port is there. */
  public PortForwarding port(int number) {
    return number >= 0 && number < ports.length ? ports[number] : null;
  }

  /** One more than the highest port number that may be in use. */
  public int portLimit() {
    return ports.length;
  }

  /** The VPCs, at their indexes; null where an index is free. */
  public List<VpcForwarding> vpcs() {
    return Arrays.asList(vpcs.clone());
  }

  /** The ports, at their numbers; null where a number is free. */
  public List<PortForwarding> ports() {
    return Arrays.asList(ports.clone());
  }
}
