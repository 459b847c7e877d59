package io.peerway.dataplane.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of rules as rows of bits, one after the other; row 0 is empty, and equal sets are one row.
 */
final class RowTable {
  private final int count;
  private final int words;
  private final long[] bits;

  private RowTable(int count, int words, long[] bits) {
    this.count = count;
    this.words = words;
    this.bits = bits;
  }

  /** The lowest rule that is in both rows, or {@link RuleIndex#NONE}. */
  int firstInBoth(int row, int other) {
    int at = row * words;
    int otherAt = other * words;
    for (int word = 0; word < words; word++) {
      long both = bits[at + word] & bits[otherAt + word];
      if (both != 0) {
        return word * Long.SIZE + Long.numberOfTrailingZeros(both);
      }
    }
    return RuleIndex.NONE;
  }

  /** Of each row, whether it has a rule in common with a set. */
  boolean[] intersecting(BitSet set) {
    boolean[] intersecting = new boolean[count];
    for (int row = 0; row < count; row++) {
      int at = row * words;
      BitSet rules = BitSet.valueOf(Arrays.copyOfRange(bits, at, at + words));
      intersecting[row] = rules.intersects(set);
    }
    return intersecting;
  }

  /** Collects the rows. */
  static final class Builder {
    private final int words;
    private final List<long[]> rows = new ArrayList<>();
    private final Map<BitSet, Integer> numbers = new HashMap<>();

    Builder(int words) {
      this.words = words;
      add(new BitSet());
    }

    /** The number of the row with these rules. */
    int add(BitSet rules) {
      Integer number = numbers.get(rules);
      if (number == null) {
        number = rows.size();
        numbers.put((BitSet) rules.clone(), number);
        rows.add(rules.toLongArray());
      }
      return number;
    }

    RowTable build() {
      long[] bits = new long[rows.size() * words];
      for (int row = 0; row < rows.size(); row++) {
        System.arraycopy(rows.get(row), 0, bits, row * words, rows.get(row).length);
      }
      return new RowTable(rows.size(), words, bits);
    }
  }
}
