package io.peerway.dataplane.lpm;

import java.util.Arrays;

/** A stack of ints that grows. */
final class IntStack {
  private int[] values = {};
  private int size;

  void push(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(16, size * 2));
    }
    values[size++] = value;
  }

  int pop() {
    return values[--size];
  }

  int get(int i) {
    return values[i];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  long bytes() {
    return 24 + Memory.ofInts(values);
  }
}
