package io.peerway.tools.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.tools.counters.DropReport;
import io.peerway.tools.operator.PortReport;
import io.peerway.tools.scenario.Narrator;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.StepFailure;
import java.util.List;

/**
 * Holds the router's counters against the kernel's: what the hosts sent is what the router
 * received, and all of that was forwarded, answered by the router itself, or dropped for a reason.
 */
final class Accounting {

  /**
   * All packets of all hosts.
   *
   * @param sent by the hosts into their devices
   * @param lostBefore by the kernel, because a device's queue was full
   * @param received by the router
   * @param dropped for all reasons together
   * @param written to the hosts by the router
   * @param arrived at the hosts
   */
  private record Sums(
      long sent,
      long lostBefore,
      long received,
      long forwarded,
      long consumed,
      long held,
      long dropped,
      long written,
      long arrived) {

    boolean balance() {
      return held == 0
          && sent == received
          && received == forwarded + consumed + dropped
          && written == arrived;
    }
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long POLL_MILLIS = 50;

  private final Scenario scenario;
  private final Narrator narrator;

  Accounting(Scenario scenario, Narrator narrator) {
    this.scenario = scenario;
    this.narrator = narrator;
  }

  /**
   * Waits until no packet is on its way, then shows the sums.
   *
   * @throws StepFailure when they do not balance
   */
  void check() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Sums sums = sums();
    while (!sums.balance()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new StepFailure("every packet to be accounted for", sums.toString());
      }
      Thread.sleep(POLL_MILLIS);
      sums = sums();
    }
    narrator.held(
        "%d packets that the hosts sent = %d forwarded + %d answered by the router (ARP, neighbour discovery, echo) + %d dropped, each with its reason"
            .formatted(sums.sent(), sums.forwarded(), sums.consumed(), sums.dropped()));
    narrator.held(
        "%d packets that the router wrote = %d that arrived"
            .formatted(sums.written(), sums.arrived()));
    if (sums.lostBefore() > 0) {
      narrator.say(
          "%d more were lost in the kernel before the router, in a full device queue"
              .formatted(sums.lostBefore()));
    }
  }

  private Sums sums() throws InterruptedException {
    List<PortReport> ports = scenario.ports();
    long sent = 0;
    long lostBefore = 0;
    long arrived = 0;
    for (PortReport port : ports) {
      JsonNode counters = kernelCounters(port);
      sent += counters.at("/tx/packets").asLong();
      lostBefore += counters.at("/tx/dropped").asLong();
      arrived += counters.at("/rx/packets").asLong();
    }
    return new Sums(
        sent,
        lostBefore,
        sum(ports, PortCounter.RECEIVED_PACKETS),
        sum(ports, PortCounter.FORWARDED_PACKETS),
        sum(ports, PortCounter.CONSUMED_PACKETS),
        sum(ports, PortCounter.HELD_PACKETS),
        scenario.drops().stream().mapToLong(DropReport::packets).sum(),
        sum(ports, PortCounter.SENT_PACKETS),
        arrived);
  }

  private static long sum(List<PortReport> ports, PortCounter counter) {
    return ports.stream().mapToLong(port -> port.count(counter)).sum();
  }

  private JsonNode kernelCounters(PortReport port) throws InterruptedException {
    String shown =
        scenario.quietly(
            "ip -n %s -j -s link show dev %s".formatted(port.namespace(), port.device()));
    try {
      return JSON.readTree(shown).path(0).path("stats64");
    } catch (JsonProcessingException e) {
      throw new StepFailure("the kernel's counters of " + port.device(), shown);
    }
  }
}
