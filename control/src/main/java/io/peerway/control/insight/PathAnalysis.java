package io.peerway.control.insight;

import io.peerway.control.model.InsightsAnalysis.Explanation;
import io.peerway.control.model.InsightsAnalysis.Step;
import io.peerway.control.model.InsightsAnalysis.Through;
import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.explain.Verdict;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.wire.IpProtocol;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers an {@link InsightsPath}: the data plane says what it would do with the packet, and with
 * the answer to it. Where any of several ports will do, one of each {@linkplain PortClasses class}
 * is tried, so that no way that exists is missed. That nobody knows the receiver's MAC address yet
 * is no obstacle, since the question is about the configuration.
 */
public final class PathAnalysis {
  private static final int TTL = 64;

  /**
   * The answer.
   *
   * @param found whether the packet and its answer arrive
   * @param forward what the packet passes
   * @param back what the answer passes
   * @param explanations why they do not arrive
   * @param hints ids of peering connections that lead to where no route does
   */
  public record Result(
      boolean found,
      List<Step> forward,
      List<Step> back,
      List<Explanation> explanations,
      List<String> hints) {}

  /**
   * What came of one packet.
   *
   * @param progress more for one that came further
   */
  private record Attempt(Result result, int progress) {}

  private final Inventory inventory;
  private final InsightsPath path;
  private final Through through;
  private final PathEnds ends;
  private final Supplier<PacketExplainer> explainers;

  /**
   * @param explainers begin a conversation each
   */
  public PathAnalysis(
      Inventory inventory,
      InsightsPath path,
      Through through,
      Supplier<PacketExplainer> explainers) {
    this.inventory = inventory;
    this.path = path;
    this.through = through;
    this.ends = new PathEnds(inventory, path);
    this.explainers = explainers;
  }

  /** Asks the data plane. */
  public Result run() {
    Optional<String> contradiction = ends.contradiction();
    if (contradiction.isPresent()) {
      return without(contradiction.get());
    }
    Optional<String> from = ends.sourceAddress();
    Optional<String> to = ends.destinationAddress();
    Optional<PathEnds.Sender> sender = from.flatMap(ends::sender);
    if (to.isEmpty() || sender.isEmpty()) {
      return without(Explanations.NO_SOURCE_OR_DESTINATION);
    }
    try {
      return tryPorts(sender.get(), from.get(), to.get());
    } catch (NoSuchElementException noPort) {
      return without(Explanations.NO_SOURCE_OR_DESTINATION);
    }
  }

  private static Result without(String code) {
    return new Result(
        false, List.of(), List.of(), List.of(Explanations.plain(code, new TreeMap<>())), List.of());
  }

  /** The first packet that arrives and is answered, otherwise the first that came furthest. */
  private Result tryPorts(PathEnds.Sender sender, String from, String to) {
    PortClasses classes = PortClasses.of(inventory, sender.vpcId(), protocol());
    List<Integer> sourcePorts = classes.in(ends.sourcePorts().orElseThrow());
    Attempt furthest = null;
    for (int port : classes.in(ends.destinationPorts().orElseThrow())) {
      for (int sourcePort : sourcePorts) {
        Attempt attempt = ask(sender.owner(), packet(from, to, sourcePort, port));
        if (attempt.result().found()) {
          return attempt.result();
        }
        if (furthest == null || attempt.progress() > furthest.progress()) {
          furthest = attempt;
        }
      }
    }
    return furthest.result();
  }

  private int protocol() {
    return path.protocol().equals("tcp") ? IpProtocol.TCP : IpProtocol.UDP;
  }

  private SyntheticPacket packet(String from, String to, int sourcePort, int port) {
    return new SyntheticPacket(
        from,
        to,
        protocol(),
        sourcePort,
        port,
        TTL,
        SyntheticPacket.leastSize(from.indexOf(':') >= 0, protocol()),
        false,
        false);
  }

  private Attempt ask(String sender, SyntheticPacket packet) {
    PacketExplainer conversation = explainers.get();
    Journey there = conversation.explain(sender, packet);
    List<Step> forward = steps(there, packet);
    int progress = there.last().ordinal();
    if (there.verdict() == Verdict.DROPPED) {
      return new Attempt(failed(forward, List.of(), there, packet), progress);
    }
    Optional<Explanation> elsewhere = elsewhere(there, forward, packet);
    if (elsewhere.isPresent()) {
      return new Attempt(failed(forward, List.of(), elsewhere.get()), progress);
    }
    SyntheticPacket reply = packet.reply();
    Journey answer = conversation.explain(there.egress().owner(), reply);
    List<Step> back = steps(answer, reply);
    return answer.verdict() == Verdict.DROPPED
        ? new Attempt(
            failed(forward, back, answer, reply), Stage.values().length + answer.last().ordinal())
        : new Attempt(new Result(true, forward, back, List.of(), List.of()), Integer.MAX_VALUE);
  }

  private List<Step> steps(Journey journey, SyntheticPacket packet) {
    return Steps.of(
        inventory,
        journey,
        packet,
        Stream.concat(Stream.of(path.source()), path.destination().stream())
            .collect(Collectors.toSet()));
  }

  private static Result failed(List<Step> forward, List<Step> back, Explanation why) {
    return new Result(false, forward, back, List.of(why), List.of());
  }

  private Result failed(
      List<Step> forward, List<Step> back, Journey journey, SyntheticPacket packet) {
    return new Result(
        false,
        forward,
        back,
        List.of(Explanations.of(inventory, journey)),
        journey.last() == Stage.ROUTE ? hints(journey, packet.destination()) : List.of());
  }

  /** Peering connections that lead to the destination, if only a route led to them. */
  private List<String> hints(Journey journey, String destination) {
    String vpcId = journey.vpc().id();
    return inventory.by(PeeringConnection.LIVE_BY_VPC, vpcId).stream()
        .filter(pcx -> pcx.state() == PeeringState.ACTIVE)
        .filter(
            pcx ->
                inventory
                    .find(Vpc.KIND, pcx.peerOf(vpcId).vpcId())
                    .filter(peer -> PathEnds.has(peer, destination))
                    .isPresent())
        .map(PeeringConnection::id)
        .sorted()
        .toList();
  }

  /** Why a packet that is delivered does not go the way, or not to the place, that was meant. */
  private Optional<Explanation> elsewhere(
      Journey journey, List<Step> forward, SyntheticPacket packet) {
    if (journey.egress() == null || !arrives(journey)) {
      return Optional.of(missed(packet));
    }
    Set<String> passed = passed(forward);
    for (String end : List.of(path.source(), path.destination().orElse(""))) {
      if (isPeering(end) && !passed.contains(end)) {
        return Optional.of(component(Explanations.COMPONENT_FILTER_RESTRICTION, end));
      }
    }
    for (String arn : through.in()) {
      if (!passed.contains(id(arn))) {
        return Optional.of(component(Explanations.COMPONENT_FILTER_RESTRICTION, id(arn)));
      }
    }
    return through.out().stream()
        .map(PathAnalysis::id)
        .filter(passed::contains)
        .map(id -> component(Explanations.COMPONENT_REMOVED, id))
        .findFirst();
  }

  /** The id that an ARN ends with. */
  public static String id(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  private static Set<String> passed(List<Step> steps) {
    return steps.stream()
        .flatMap(
            step -> Stream.concat(Stream.of(step.component()), step.context().values().stream()))
        .collect(Collectors.toSet());
  }

  private static Explanation component(String code, String id) {
    return Explanations.plain(code, new TreeMap<>(Map.of("component", id)));
  }

  /** Whether the packet arrives where it was asked to. */
  private boolean arrives(Journey journey) {
    if (path.destination().isEmpty() || isPeering(path.destination().get())) {
      return true;
    }
    String end = path.destination().get();
    String wanted = ends.interfaceAt(end).map(NetworkInterface::id).orElse(end);
    return wanted.equals(journey.egress().owner()) || wanted.equals(journey.egressVpc().id());
  }

  private Explanation missed(SyntheticPacket packet) {
    return path.destination()
        .flatMap(ends::interfaceAt)
        .filter(eni -> !PathEnds.has(eni, packet.destination()))
        .map(
            eni ->
                Explanations.plain(
                    Explanations.ENI_ADDRESS_RESTRICTION,
                    new TreeMap<>(Map.of("networkInterface", eni.id()))))
        .orElse(Explanations.plain(Explanations.NO_PATH, new TreeMap<>()));
  }

  private boolean isPeering(String id) {
    return inventory.find(PeeringConnection.KIND, id).isPresent();
  }
}
