package io.peerway.control.insight;

import io.peerway.control.model.InsightsAnalysis.Explanation;
import io.peerway.control.model.InsightsAnalysis.Step;
import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.explain.Verdict;
import io.peerway.dataplane.wire.IpProtocol;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Answers an {@link InsightsPath}: the data plane says what it would do with the packet, and with
 * the answer to it. That nobody knows the receiver's MAC address yet is no obstacle, since the
 * question is about the configuration.
 */
public final class PathAnalysis {
  private static final int EPHEMERAL_PORT = 49_152;
  private static final int TTL = 64;
  private static final int ANY_PORT = 443;
  private static final int MOST_PORTS = 32;

  /**
   * The answer.
   *
   * @param found whether the packet and its answer arrive
   * @param forward what the packet passes
   * @param back what the answer passes
   * @param explanations why they do not arrive
   */
  public record Result(
      boolean found, List<Step> forward, List<Step> back, List<Explanation> explanations) {}

  private final Inventory inventory;
  private final InsightsPath path;
  private final PathEnds ends;
  private final PacketExplainer explainer;

  public PathAnalysis(Inventory inventory, InsightsPath path, PacketExplainer explainer) {
    this.inventory = inventory;
    this.path = path;
    this.ends = new PathEnds(inventory, path);
    this.explainer = explainer;
  }

  /** Asks the data plane. */
  public Result run() {
    Optional<String> from = ends.sourceAddress();
    Optional<String> to = ends.destinationAddress();
    Optional<String> sender = from.flatMap(ends::sender);
    if (to.isEmpty() || sender.isEmpty()) {
      return unknown();
    }
    try {
      Result last = null;
      for (int port : ports()) {
        last = ask(sender.get(), packet(from.get(), to.get(), port));
        if (last.found()) {
          break;
        }
      }
      return last;
    } catch (NoSuchElementException noPort) {
      return unknown();
    }
  }

  private static Result unknown() {
    return new Result(
        false,
        List.of(),
        List.of(),
        List.of(Explanations.plain(Explanations.NO_SOURCE_OR_DESTINATION, new TreeMap<>())));
  }

  /** The port that was asked for; if none was, any will do: those that some rule names. */
  private List<Integer> ports() {
    return ends.destinationPort()
        .map(List::of)
        .orElseGet(
            () ->
                IntStream.concat(
                        IntStream.of(ANY_PORT),
                        inventory.all(SecurityGroupRule.KIND).stream()
                            .map(SecurityGroupRule::traffic)
                            .filter(traffic -> traffic.protocol() == protocol())
                            .mapToInt(RuleTraffic::from))
                    .distinct()
                    .limit(MOST_PORTS)
                    .boxed()
                    .toList());
  }

  private int protocol() {
    return path.protocol().equals("tcp") ? IpProtocol.TCP : IpProtocol.UDP;
  }

  private SyntheticPacket packet(String from, String to, int port) {
    return new SyntheticPacket(
        from,
        to,
        protocol(),
        ends.sourcePort().orElse(EPHEMERAL_PORT),
        port,
        TTL,
        SyntheticPacket.leastSize(from.indexOf(':') >= 0, protocol()),
        false,
        false);
  }

  private Result ask(String sender, SyntheticPacket packet) {
    Journey there = explainer.explain(sender, packet);
    List<Step> forward = Steps.of(inventory, there, packet);
    if (there.verdict() == Verdict.DROPPED) {
      return failed(forward, List.of(), Explanations.of(inventory, there));
    }
    if (there.egress() == null || !arrives(there)) {
      return failed(forward, List.of(), Explanations.plain(Explanations.NO_PATH, new TreeMap<>()));
    }
    if (!crosses(there, path.source()) || !crosses(there, path.destination().orElse(""))) {
      return failed(
          forward,
          List.of(),
          Explanations.plain(Explanations.COMPONENT_FILTER_RESTRICTION, new TreeMap<>()));
    }
    SyntheticPacket reply = packet.reply();
    Journey answer = explainer.explain(there.egress().owner(), reply);
    List<Step> back = Steps.of(inventory, answer, reply);
    return answer.verdict() == Verdict.DROPPED
        ? failed(forward, back, Explanations.of(inventory, answer))
        : new Result(true, forward, back, List.of());
  }

  private static Result failed(List<Step> forward, List<Step> back, Explanation why) {
    return new Result(false, forward, back, List.of(why));
  }

  /** Whether the packet arrives where it was asked to. */
  private boolean arrives(Journey journey) {
    return path.destination().isEmpty()
        || isPeering(path.destination().get())
        || path.destination().get().equals(journey.egress().owner())
        || path.destination().get().equals(journey.egressVpc().id());
  }

  /** Whether the packet goes through what is to be one of its ends, if that is a peering. */
  private boolean crosses(Journey journey, String end) {
    return !isPeering(end) || journey.target().id().equals(end);
  }

  private boolean isPeering(String id) {
    return inventory.find(PeeringConnection.KIND, id).isPresent();
  }
}
