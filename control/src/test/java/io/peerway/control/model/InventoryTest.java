package io.peerway.control.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class InventoryTest {
  private static final Scope SCOPE = new Scope("111111111111", "eu-west-1");

  /** Puts, or if it has no subnet deletes, the association of this number. */
  record Step(int number, String table, Optional<String> subnet, boolean delete) {
    RouteTableAssociation association() {
      return new RouteTableAssociation("assoc-" + number, SCOPE, "vpc-1", table, subnet);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Optional<String>> subnets = Arbitraries.of("subnet-1", "subnet-2").optional(0.7);
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.of("rtb-1", "rtb-2", "rtb-3"),
            subnets,
            Arbitraries.of(true, false, false))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 200)
  void shouldFindByEveryIndexWhatASearchOfEverythingFinds(@ForAll("steps") List<Step> steps) {
    Inventory inventory = Inventory.EMPTY;
    TreeMap<String, RouteTableAssociation> all = new TreeMap<>();
    for (Step step : steps) {
      RouteTableAssociation association = step.association();
      if (step.delete()) {
        inventory = inventory.without(association.kind(), association.id());
        all.remove(association.id());
      } else {
        inventory = inventory.with(association, 1);
        all.put(association.id(), association);
      }
    }

    assertThat(inventory.all(RouteTableAssociation.KIND)).containsExactlyElementsOf(all.values());
    assertThat(inventory.count(RouteTableAssociation.KIND)).isEqualTo(all.size());
    for (String table : List.of("rtb-1", "rtb-2", "rtb-3", "rtb-4")) {
      assertThat(inventory.by(RouteTableAssociation.BY_TABLE, table))
          .containsExactlyElementsOf(
              all.values().stream().filter(a -> a.routeTableId().equals(table)).toList());
    }
    for (String subnet : List.of("subnet-1", "subnet-2")) {
      assertThat(inventory.by(RouteTableAssociation.BY_SUBNET, subnet))
          .containsExactlyElementsOf(
              all.values().stream().filter(a -> a.subnetId().equals(Optional.of(subnet))).toList());
    }
    assertThat(inventory.by(RouteTableAssociation.MAIN_BY_VPC, "vpc-1"))
        .containsExactlyElementsOf(all.values().stream().filter(a -> a.isMain()).toList());
  }

  @Test
  void shouldNotChangeWhenAnotherIsMadeFromIt() {
    Inventory one =
        Inventory.EMPTY.with(new Step(1, "rtb-1", Optional.empty(), false).association(), 1);
    Inventory two = one.with(new Step(1, "rtb-2", Optional.empty(), false).association(), 2);

    assertThat(one.by(RouteTableAssociation.BY_TABLE, "rtb-1")).hasSize(1);
    assertThat(one.by(RouteTableAssociation.BY_TABLE, "rtb-2")).isEmpty();
    assertThat(one.revision(RouteTableAssociation.KIND, "assoc-1")).isEqualTo(1);
    assertThat(two.by(RouteTableAssociation.BY_TABLE, "rtb-1")).isEmpty();
    assertThat(two.revision(RouteTableAssociation.KIND, "assoc-1")).isEqualTo(2);
    assertThat(Inventory.EMPTY.count(RouteTableAssociation.KIND)).isZero();
  }

  @Test
  void shouldDraftOneChangeForEachEntityWithItsOldRevision() {
    RouteTableAssociation old = new Step(1, "rtb-1", Optional.empty(), false).association();
    RouteTableAssociation changed = new Step(1, "rtb-2", Optional.empty(), false).association();
    RouteTableAssociation added = new Step(2, "rtb-1", Optional.empty(), false).association();
    Draft draft = new Draft(Inventory.EMPTY.with(old, 7));

    draft.put(added);
    draft.delete(old);
    draft.put(changed);

    assertThat(draft.inventory().find(RouteTableAssociation.KIND, "assoc-1")).contains(changed);
    assertThat(draft.changes())
        .containsExactly(
            new Change(RouteTableAssociation.KIND, "assoc-2", 0, Optional.of(added)),
            new Change(RouteTableAssociation.KIND, "assoc-1", 7, Optional.of(changed)));
  }

  @Test
  void shouldDraftNoChangeWhereAllIsAsItWas() {
    List<RouteTableAssociation> associations = new ArrayList<>();
    associations.add(new Step(1, "rtb-1", Optional.empty(), false).association());
    associations.add(new Step(2, "rtb-1", Optional.empty(), false).association());
    Draft draft = new Draft(Inventory.EMPTY.with(associations.get(0), 1));

    draft.delete(associations.get(0));
    draft.put(associations.get(0));
    draft.put(associations.get(1));
    draft.delete(associations.get(1));

    assertThat(draft.changes()).isEmpty();
  }
}
