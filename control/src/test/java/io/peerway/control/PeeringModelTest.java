package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.PeeringModel.Peering;
import io.peerway.control.PeeringModel.Site;
import io.peerway.control.ec2.protocol.ApiAnswer;
import io.peerway.control.model.Scope;
import io.peerway.control.rule.Retention;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever two accounts do to peerings in two regions, the API answers as a slow, obvious model
 * does, shows each of them what the model shows, and a packet goes through exactly when the model
 * says so.
 */
class PeeringModelTest {
  private static final List<Scope> SCOPES =
      List.of(
          new Scope("111111111111", "eu-west-1"),
          new Scope("222222222222", "us-west-1"),
          new Scope("111111111111", "us-west-1"),
          new Scope("222222222222", "eu-west-1"));

  // One for each scope, and a neighbour of the first; the fourth is a part of the first.
  private static final List<String> BLOCKS =
      List.of("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.0.128.0/17", "10.3.0.0/16");
  private static final List<String> MORE_BLOCKS =
      List.of("10.4.0.0/16", "10.4.128.0/17", "10.1.64.0/18", "10.5.0.0/16");
  private static final List<String> DESTINATIONS =
      List.of("10.0.0.0/8", "10.1.1.0/24", "10.4.0.0/16", "10.4.0.0/15", "10.3.1.9/32");

  // The first ones are in the blocks, in their order.
  private static final List<String> HOSTS =
      List.of(
          "10.0.1.9", "10.1.1.9", "10.2.1.9", "10.0.128.9", "10.3.1.9", "10.4.1.9", "10.4.200.9");
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(7));

  private static final Pattern PEERING =
      Pattern.compile("<vpcPeeringConnectionId>(pcx-[0-9a-f]+)<.*?<code>([a-z-]+)</code>");
  private static final Pattern ROUTE =
      Pattern.compile(
          "<destinationCidrBlock>([0-9./]+)</destinationCidrBlock>"
              + "<vpcPeeringConnectionId>pcx-[0-9a-f]+</vpcPeeringConnectionId>"
              + "<state>([a-z]+)</state>");

  /** One action; the numbers pick what it is about and who asks for it. */
  record Step(int action, int first, int second) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> pick = Arbitraries.integers().between(0, 59);
    return Combinators.combine(Arbitraries.integers().between(0, 14), pick, pick)
        .as(Step::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(60);
  }

  @Property(tries = 80)
  void shouldDoWhatTheModelSays(@ForAll("steps") List<Step> steps) {
    Run run = new Run();
    for (Step step : steps) {
      run.take(step);
      run.compare();
    }
  }

  private static <T> T pick(List<T> all, int number) {
    return all.get(number % all.size());
  }

  /** The API and the model, and what was done to both. */
  private static final class Run {
    private final Api api = new Api();
    private final ForwardedPackets packets = new ForwardedPackets(api.datapath());
    private final PeeringModel model = new PeeringModel();
    private final List<Site> sites = new ArrayList<>();

    Run() {
      for (int i = 0; i < BLOCKS.size(); i++) {
        sites.add(site(i));
      }
    }

    private Site site(int number) {
      Scope owner = pick(SCOPES, number);
      String block = BLOCKS.get(number);
      String vpc = api.createVpc(owner, block);
      return new Site(vpc, owner, api.mainTable(owner, vpc), Ipv4Prefix.parse(block));
    }

    private Instant now() {
      return api.clock().instant();
    }

    void take(Step step) {
      switch (step.action()) {
        case 0, 1, 2 -> request(pick(sites, step.first()), pick(sites, step.second()));
        case 3 -> await(pick(WAITS, step.first()));
        case 4 -> replaceVpc(step.first() % sites.size());
        case 5 -> addBlock(pick(sites, step.first()), pick(MORE_BLOCKS, step.second()));
        default -> {
          if (!model.peerings().isEmpty()) {
            take(step, young(step.first()));
          }
        }
      }
    }

    /** One of the younger peerings, of which more is still possible. */
    private Peering young(int number) {
      List<Peering> all = model.peerings();
      return pick(all.subList(Math.max(0, all.size() - 6), all.size()), number);
    }

    private void take(Step step, Peering peering) {
      // Mostly somebody who has to do with it.
      Scope caller =
          switch (step.second() % 3) {
            case 0 -> peering.requester.owner;
            case 1 -> peering.accepter.owner;
            default -> pick(SCOPES, step.second() / 3);
          };
      switch (step.action()) {
        case 6, 7, 8 ->
            assertThat(ask(caller, "Accept", peering))
                .isEqualTo(model.accept(peering, caller, now()));
        case 9 ->
            assertThat(ask(caller, "Reject", peering))
                .isEqualTo(model.reject(peering, caller, now()));
        case 10, 11 ->
            assertThat(ask(caller, "Delete", peering))
                .isEqualTo(model.delete(peering, caller, now()));
        default -> {
          Site site = step.second() % 2 == 0 ? peering.requester : peering.accepter;
          if (sites.contains(site)) {
            route(site, Ipv4Prefix.parse(pick(DESTINATIONS, step.second() / 2)), peering);
          }
        }
      }
    }

    private String ask(Scope caller, String verb, Peering peering) {
      ApiAnswer answer =
          api.answer(caller, verb + "VpcPeeringConnection", "VpcPeeringConnectionId", peering.id);
      return answer.code();
    }

    /** A request, and for one that did not fail routes at once in both VPCs. */
    private void request(Site from, Site to) {
      String id = api.requestPeering(from.owner, from.id, to.owner, to.id);
      Optional<Peering> existing = model.existing(from, to);
      Peering peering = existing.orElseGet(() -> model.request(id, from, to, now()));
      assertThat(id).isEqualTo(peering.id);
      if (peering.isLive()) {
        route(from, to.blocks.getLast(), peering);
        route(to, from.blocks.getLast(), peering);
      }
    }

    private void route(Site site, Ipv4Prefix destination, Peering over) {
      ApiAnswer answer =
          api.answer(
              site.owner,
              site.routes.containsKey(destination) ? "ReplaceRoute" : "CreateRoute",
              "RouteTableId",
              site.mainTable,
              "DestinationCidrBlock",
              destination.format(),
              "VpcPeeringConnectionId",
              over.id);
      assertThat(answer.code()).isEqualTo(model.route(site, destination, over, now()));
    }

    private void await(Duration time) {
      api.clock().advance(time);
      model.timeIs(now());
      if (time.toDays() > 0) {
        // Nothing that anybody sees may depend on when this is done.
        api.ledger()
            .change(
                draft -> {
                  Retention.apply(draft, now());
                  return draft;
                });
      }
    }

    private void addBlock(Site site, String block) {
      ApiAnswer answer =
          api.answer(site.owner, "AssociateVpcCidrBlock", "VpcId", site.id, "CidrBlock", block);
      assertThat(answer.code()).isEqualTo(model.addBlock(site, Ipv4Prefix.parse(block), now()));
    }

    /** Deletes a VPC, if that is possible, and makes a new one of its kind. */
    private void replaceVpc(int number) {
      Site old = sites.get(number);
      ApiAnswer answer = api.answer(old.owner, "DeleteVpc", "VpcId", old.id);
      assertThat(answer.code()).isEqualTo(model.deleteVpc(old, now()));
      if (answer.code().equals(PeeringModel.SUCCESS)) {
        Site failing = pick(sites, number + 1);
        sites.set(number, site(number));
        request(failing, old);
      }
    }

    void compare() {
      for (Scope scope : SCOPES) {
        assertThat(states(PEERING, api.call(scope, "DescribeVpcPeeringConnections")))
            .as("what %s sees", scope)
            .isEqualTo(model.describe(scope, now()));
      }
      for (int from = 0; from < sites.size(); from++) {
        Site site = sites.get(from);
        assertThat(
                states(
                    ROUTE,
                    api.call(site.owner, "DescribeRouteTables", "RouteTableId.1", site.mainTable)))
            .isEqualTo(PeeringModel.describeRoutes(site));
        for (String to : HOSTS) {
          if (!site.has(Ipv4Address.parse(to))) {
            assertThat(packets.send(site.id, HOSTS.get(from), to))
                .as("%s -> %s", HOSTS.get(from), to)
                .isEqualTo(PeeringModel.deliver(site, Ipv4Address.parse(to)).map(peer -> peer.id));
          }
        }
      }
    }

    private static Map<String, String> states(Pattern item, String xml) {
      Matcher shown = item.matcher(xml);
      Map<String, String> states = new TreeMap<>();
      while (shown.find()) {
        states.put(shown.group(1), shown.group(2));
      }
      return states;
    }
  }
}
