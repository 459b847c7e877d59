package io.peerway.control.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The answer to an {@link InsightsPath}: a network insights analysis.
 *
 * @param found whether the packet and its answer arrive
 * @param forward what the packet passes, in order
 * @param back what the answer passes
 * @param explanations why they do not arrive
 * @param hints ids of what would lead to the destination, if there were a route to it
 */
public record InsightsAnalysis(
    String id,
    Scope scope,
    String pathId,
    Instant startedAt,
    Through through,
    boolean found,
    List<Step> forward,
    List<Step> back,
    List<Explanation> explanations,
    List<String> hints)
    implements Entity {

  /**
   * Which ways count as the one that was asked for.
   *
   * @param in ARNs of what the packet has to pass
   * @param out ARNs of what it must not pass
   */
  public record Through(List<String> in, List<String> out) {
    public Through {
      in = List.copyOf(in);
      out = List.copyOf(out);
    }
  }

  /**
   * A packet's addresses and ports.
   *
   * @param protocol number of the IP protocol
   */
  public record Header(
      String source, String destination, int protocol, int sourcePort, int destinationPort) {}

  /**
   * A route.
   *
   * @param targetId {@code local}, {@code pcx-…}, {@code igw-…}, …
   * @param active whether packets may pass; otherwise it is a blackhole
   */
  public record Route(String destination, String targetId, boolean active) {}

  /**
   * Something that a packet passes.
   *
   * @param component its id
   * @param context ids of what it belongs to, by what they are: {@code vpc}, {@code subnet}, {@code
   *     attachedTo}
   * @param inbound the packet as it comes, where that is told
   * @param outbound the packet as it goes on
   * @param route of a route table
   * @param aclRule of a network ACL
   * @param groupRuleId of a security group
   */
  public record Step(
      String component,
      NavigableMap<String, String> context,
      Optional<Header> inbound,
      Optional<Header> outbound,
      Optional<Route> route,
      Optional<NetworkAclEntry> aclRule,
      Optional<String> groupRuleId) {
    public Step {
      context = Collections.unmodifiableNavigableMap(new TreeMap<>(context));
    }
  }

  /**
   * Why a packet does not arrive.
   *
   * @param code of AWS's Reachability Analyzer
   * @param direction {@code ingress} or {@code egress} where that matters
   * @param components ids by what they are: {@code acl}, {@code subnet}, {@code routeTable}, …
   * @param securityGroups ids of the groups that have no rule for it
   * @param route that does not work
   * @param aclRule that denies it
   */
  public record Explanation(
      String code,
      Optional<String> direction,
      NavigableMap<String, String> components,
      List<String> securityGroups,
      Optional<Route> route,
      Optional<NetworkAclEntry> aclRule) {
    public Explanation {
      components = Collections.unmodifiableNavigableMap(new TreeMap<>(components));
      securityGroups = List.copyOf(securityGroups);
    }
  }

  public static final Index<InsightsAnalysis, Scope> BY_SCOPE = Index.on(InsightsAnalysis::scope);
  public static final Index<InsightsAnalysis, String> BY_PATH = Index.on(InsightsAnalysis::pathId);
  public static final Kind<InsightsAnalysis> KIND =
      new Kind<>("network-insights-analysis", InsightsAnalysis.class, List.of(BY_SCOPE, BY_PATH));

  public InsightsAnalysis {
    forward = List.copyOf(forward);
    back = List.copyOf(back);
    explanations = List.copyOf(explanations);
    hints = List.copyOf(hints);
  }

  @Override
  public Kind<InsightsAnalysis> kind() {
    return KIND;
  }
}
