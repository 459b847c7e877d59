package io.peerway.bench.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.bench.control.LabPlan.Peering;
import io.peerway.bench.control.LabPlan.Route;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabPlanTest {

  @ParameterizedTest
  @CsvSource({"2, 1, 0", "2, 1, 10", "6, 15, 100", "100, 1000, 10000", "1000, 10000, 100000"})
  void shouldHaveAsManyOfEverythingAsWasAskedForWithinTheQuotas(
      int vpcs, int peerings, int routes) {
    LabPlan plan = new LabPlan(vpcs, peerings, routes);

    assertThat(plan.peerings()).hasSize(peerings);
    assertThat(plan.routes()).hasSize(routes);
    Set<Set<Integer>> pairs = new HashSet<>();
    Map<Integer, Integer> perVpc = new HashMap<>();
    for (Peering peering : plan.peerings()) {
      assertThat(pairs.add(Set.of(peering.requester(), peering.accepter()))).isTrue();
      perVpc.merge(peering.requester(), 1, Integer::sum);
      perVpc.merge(peering.accepter(), 1, Integer::sum);
    }
    assertThat(perVpc.values()).allMatch(count -> count <= 50);
    Map<List<Integer>, Integer> perTable = new HashMap<>();
    for (Route route : plan.routes()) {
      perTable.merge(List.of(route.vpc(), route.table()), 1, Integer::sum);
      assertThat(route.table()).isLessThan(plan.tables(route.vpc()));
    }
    assertThat(perTable.values()).allMatch(count -> count <= 50);
  }

  @Test
  void shouldRouteToThePeersBlockAndToItsParts() {
    LabPlan plan = new LabPlan(3, 1, 6);

    assertThat(plan.routes())
        .extracting(route -> route.vpc() + " " + route.destination())
        .containsExactly(
            "0 10.1.0.0/16",
            "1 10.0.0.0/16",
            "0 10.1.0.0/17",
            "1 10.0.0.0/17",
            "0 10.1.128.0/17",
            "1 10.0.128.0/17");
  }

  @Test
  void shouldGiveEveryVpcABlockOfItsOwn() {
    LabPlan plan = new LabPlan(1000, 1, 0);

    assertThat(plan.block(0).format()).isEqualTo("10.0.0.0/18");
    assertThat(plan.block(999).format()).isEqualTo("10.249.192.0/18");
    assertThat(IntStream.range(0, 1000).mapToObj(plan::block)).doesNotHaveDuplicates();
    assertThat(plan.block(7).contains(plan.subnet(7, 1))).isTrue();
    assertThat(plan.subnet(7, 1).overlaps(plan.subnet(7, 2))).isFalse();
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> new LabPlan(1, 1, 0)).hasMessageContaining("1 VPCs");
    assertThatThrownBy(() -> new LabPlan(100_000, 1, 0))
        .hasMessageContaining("between 2 and 65536");
    assertThatThrownBy(() -> new LabPlan(4, 7, 0)).hasMessageContaining("between 1 and 6");
    assertThatThrownBy(() -> new LabPlan(100, 2501, 0)).hasMessageContaining("between 1 and 2500");
    assertThatThrownBy(() -> new LabPlan(2, 1, -1)).hasMessageContaining("-1 routes");
    assertThatThrownBy(() -> new LabPlan(2, 1, 1_000_000)).hasMessageContaining("too many");
  }
}
