package io.peerway.dataplane.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Datagrams whose first fragment was allowed. */
class FragmentTableTest {
  private final FragmentTable table = new FragmentTable();
  private final FlowColumns columns = new FlowColumns(1);

  private void set(int identification) {
    columns.set4(
        0,
        1,
        2,
        identification >>> 16,
        20,
        17,
        identification & 0xffff,
        0,
        FlowColumns.query(0, true));
  }

  @Test
  void shouldRememberADatagramForAMinute() {
    set(1);
    assertThat(table.isAllowed(columns, 0, 0)).isFalse();

    table.allow(columns, 0, 0);

    assertThat(table.isAllowed(columns, 0, 0)).isTrue();
    assertThat(table.isAllowed(columns, 0, FragmentTable.TIMEOUT_NANOS - 1)).isTrue();
    assertThat(table.isAllowed(columns, 0, 65_000_000_000L)).isFalse();
    set(2);
    assertThat(table.isAllowed(columns, 0, 0)).isFalse();
  }

  @Test
  void shouldForgetTheOldestWhenThereAreTooMany() {
    for (int identification = 0; identification < 4 * FragmentTable.CAPACITY; identification++) {
      set(identification);
      table.allow(columns, 0, identification * 100_000L);
    }
    long now = 4L * FragmentTable.CAPACITY * 100_000L;

    int last = 4 * FragmentTable.CAPACITY - 1;
    int remembered = 0;
    for (int identification = last; identification > last - 1000; identification--) {
      set(identification);
      remembered += table.isAllowed(columns, 0, now) ? 1 : 0;
    }
    assertThat(remembered).isEqualTo(1000);
    set(0);
    assertThat(table.isAllowed(columns, 0, now)).isFalse();
  }
}
