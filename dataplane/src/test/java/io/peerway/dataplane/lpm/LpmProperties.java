package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.lpm.TableUnderTest.Route;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random tables under random changes always answer as the oracle does. */
abstract class LpmProperties {
  private final RouteOracle oracle = new RouteOracle();
  private final TableUnderTest table = newTable();

  abstract TableUnderTest newTable();

  @Property(tries = 60)
  void shouldAgreeWithOracleAfterEverySingleChange(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int changes) {
    var routes = new RandomRoutes(seed, table.bits());
    for (int i = 0; i < changes; i++) {
      Route change = routes.change();
      int before = oracle.size();
      boolean changed = table.change(change);
      remember(change);
      if (oracle.size() != before) {
        assertThat(changed).isTrue();
      }
      check(routes, 8);
    }
    check(routes, 500);
  }

  @Property(tries = 20)
  void shouldAgreeWithOracleAfterEveryBatchOfChanges(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 1000) int batchSize) {
    var routes = new RandomRoutes(seed, table.bits());
    for (int i = 0; i < 8; i++) {
      List<Route> batch = new ArrayList<>();
      for (int k = 0; k < batchSize; k++) {
        batch.add(routes.change());
      }
      table.apply(batch);
      batch.forEach(this::remember);
      check(routes, 500);
    }
  }

  @Property(tries = 3)
  void shouldAgreeWithOracleWhileATableGrowsLargeAndShrinksAgain(@ForAll long seed) {
    var routes = new RandomRoutes(seed, table.bits());
    List<Route> announced = new ArrayList<>();
    for (int i = 0; i < 12_000; i++) {
      Route route = routes.announcement();
      announced.add(route);
      table.change(route);
      remember(route);
      check(routes, 1);
    }
    check(routes, 10_000);
    for (Route route : announced) {
      Route withdrawal = new Route(route.hi(), route.lo(), route.length(), 0);
      table.change(withdrawal);
      remember(withdrawal);
      check(routes, 1);
    }
    assertThat(table.table().size()).isZero();
    assertThat(table.table().memory().total()).isLessThan(1000); // no trie is left
  }

  @Property(tries = 20)
  void shouldHoldNothingButTheNewRoutesWhenReplaced(
      @ForAll long seed,
      @ForAll @IntRange(max = 5000) int before,
      @ForAll @IntRange(max = 5000) int after) {
    var routes = new RandomRoutes(seed, table.bits());
    for (int size : new int[] {before, after}) {
      List<Route> all = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        all.add(routes.announcement());
      }
      table.replace(all);
      oracle.clear();
      all.forEach(this::remember);
      check(routes, 1000);
    }
  }

  private void remember(Route change) {
    if (change.nextHop() == 0) {
      oracle.withdraw(change.hi(), change.lo(), change.length());
    } else {
      oracle.announce(change.hi(), change.lo(), change.length(), change.nextHop());
    }
  }

  private void check(RandomRoutes routes, int count) {
    assertThat(table.table().size()).isEqualTo(oracle.size());
    long[] hi = new long[count];
    long[] lo = new long[count];
    for (int i = 0; i < count; i++) {
      long[] address = routes.address();
      hi[i] = address[0];
      lo[i] = address[1];
    }
    int[] batch = table.lookup(hi, lo);
    for (int i = 0; i < count; i++) {
      int expected = oracle.lookup(hi[i], lo[i]);
      int single = table.lookup(hi[i], lo[i]);
      if (single != expected || batch[i] != expected) {
        assertThat(single).as("%016x%016x", hi[i], lo[i]).isEqualTo(expected);
        assertThat(batch[i]).as("batch, %016x%016x", hi[i], lo[i]).isEqualTo(expected);
      }
    }
  }
}
