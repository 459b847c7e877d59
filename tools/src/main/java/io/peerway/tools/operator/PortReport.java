package io.peerway.tools.operator;

import io.peerway.dataplane.observe.PortCounter;
import java.util.Map;

/**
 * A port of the running router.
 *
 * @param port its number
 * @param vpc the id of its VPC
 * @param networkInterface the id of the network interface that it stands for; empty where it stands
 *     for all other addresses of the VPC
 * @param device the name that its TAP device has now
 * @param namespace the network namespace that it is attached to; empty when it is in none
 * @param present whether its device exists now
 * @param mtu the largest packet that leaves by the port, in bytes
 * @param counters by the labels of {@link PortCounter}
 * @param drops packets that came from this port and were dropped, for whatever reason
 */
public record PortReport(
    int port,
    String vpc,
    String networkInterface,
    String device,
    String namespace,
    boolean present,
    int mtu,
    Map<String, Long> counters,
    long drops) {

  /** One of the counters. */
  public long count(PortCounter counter) {
    return counters.get(counter.label());
  }
}
