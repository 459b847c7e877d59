package io.peerway.dataplane.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static final Target NEAR = Target.peering("pcx-1", 1, 8500);
  private static final Target FAR = Target.peering("pcx-2", 2, 8500);

  @ParameterizedTest
  @CsvSource({"1, false", "50_000, false", "200_000, true"})
  void shouldSpendMemoryOnDirectLookupsOnlyWhenItHasVeryManyRoutes(String count, boolean direct) {
    int routes = Integer.parseInt(count.replace("_", ""));
    RouteTable.Builder builder = RouteTable.builder("rtb-1").add4(0, 0, FAR);
    for (int i = 0; i < routes; i++) {
      builder.add4(i << 8, 24, NEAR);
    }
    RouteTable table = builder.build();
    assertThat(table.v4().memory().lookup() > 1 << 24).isEqualTo(direct);
    assertThat(table.target(table.v4().lookup(((routes - 1) << 8) + 1))).isEqualTo(NEAR);
    assertThat(table.target(table.v4().lookup(routes << 8))).isEqualTo(FAR);
  }
}
