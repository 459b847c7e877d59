package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.wire.Ipv6Address;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole Internet's table against the oracle, at every boundary of every prefix. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InternetTableTest {
  private static final int ROUTES_4 = 901_899;
  private static final int ROUTES_6 = 160_147;

  /** Every address beside a boundary: first, last, one before, one after. */
  private final int[] boundaries4 = new int[4 * ROUTES_4];

  private final long[] boundaries6Hi = new long[4 * ROUTES_6];
  private final long[] boundaries6Lo = new long[4 * ROUTES_6];
  private final RouteOracle oracle4 = new RouteOracle();
  private final RouteOracle oracle6 = new RouteOracle();
  private final Ipv4Lpm.Builder builder4 = Ipv4Lpm.builder();
  private final Ipv6Lpm.Builder builder6 = Ipv6Lpm.builder();
  private int count4;
  private int count6;

  @BeforeAll
  void readTable() {
    InternetTable.read(this::addIpv4, this::addIpv6);
  }

  private void addIpv4(int address, int length, int nextHop) {
    builder4.add(address, length, nextHop);
    oracle4.announce((long) address << 32, 0, length, nextHop);
    int last = address | (int) (0xffff_ffffL >>> length);
    for (int boundary : new int[] {address, last, address - 1, last + 1}) {
      boundaries4[count4++] = boundary;
    }
  }

  private void addIpv6(long hi, long lo, int length, int nextHop) {
    builder6.add(hi, lo, length, nextHop);
    oracle6.announce(hi, lo, length, nextHop);
    addBoundary6(new Ipv6Address(hi, lo));
    addBoundary6(InternetTable.before(hi, lo));
    long lastHi = length >= 64 ? hi : hi | -1L >>> length;
    long lastLo = length <= 64 ? -1 : length == 128 ? lo : lo | -1L >>> (length - 64);
    addBoundary6(new Ipv6Address(lastHi, lastLo));
    addBoundary6(InternetTable.after(lastHi, lastLo));
  }

  private void addBoundary6(Ipv6Address boundary) {
    boundaries6Hi[count6] = boundary.hi();
    boundaries6Lo[count6++] = boundary.lo();
  }

  @Test
  void shouldAgreeWithOracleAtEveryIpv4Boundary() {
    Ipv4Lpm table = builder4.build();
    assertThat(table.size()).isEqualTo(ROUTES_4);
    int[] batch = BatchLookups.ipv4(table, boundaries4);
    for (int i = 0; i < count4; i++) {
      int expected = oracle4.lookup((long) boundaries4[i] << 32, 0);
      if (batch[i] != expected || table.lookup(boundaries4[i]) != expected) {
        assertThat(batch[i]).as("batch, address %08x", boundaries4[i]).isEqualTo(expected);
        assertThat(table.lookup(boundaries4[i])).as("%08x", boundaries4[i]).isEqualTo(expected);
      }
    }
  }

  @Test
  void shouldAgreeWithTheTrieAtEveryIpv4BoundaryWhenDirect() {
    int[] expected = BatchLookups.ipv4(builder4.build(), boundaries4);
    Ipv4Lpm direct = builder4.direct().build();
    assertThat(BatchLookups.ipv4(direct, boundaries4)).isEqualTo(expected);
    for (int i = 0; i < count4; i++) {
      if (direct.lookup(boundaries4[i]) != expected[i]) {
        assertThat(direct.lookup(boundaries4[i])).as("%08x", boundaries4[i]).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void shouldAgreeWithOracleAtEveryIpv6Boundary() {
    Ipv6Lpm table = builder6.build();
    assertThat(table.size()).isEqualTo(ROUTES_6);
    int[] batch = BatchLookups.ipv6(table, boundaries6Hi, boundaries6Lo);
    for (int i = 0; i < count6; i++) {
      long hi = boundaries6Hi[i];
      long lo = boundaries6Lo[i];
      int expected = oracle6.lookup(hi, lo);
      if (batch[i] != expected || table.lookup(hi, lo) != expected) {
        assertThat(batch[i]).as("batch, address %016x%016x", hi, lo).isEqualTo(expected);
        assertThat(table.lookup(hi, lo)).as("%016x%016x", hi, lo).isEqualTo(expected);
      }
    }
  }
}
