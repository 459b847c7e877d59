package io.peerway.control.compile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A dense array whose places are found by name; a place that was freed is given away again.
 *
 * @param <T> what is in the places
 */
final class Slots<T> {
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private final List<T> places = new ArrayList<>();

  /** The place of a name, which gets one if it has none. */
  int indexOf(String name) {
    Integer index = indexes.get(name);
    if (index == null) {
      index = free.isEmpty() ? places.size() : free.pop();
      if (index == places.size()) {
        places.add(null);
      }
      indexes.put(name, index);
    }
    return index;
  }

  void set(String name, T value) {
    places.set(indexOf(name), value);
  }

  void remove(String name) {
    Integer index = indexes.remove(name);
    if (index != null) {
      places.set(index, null);
      free.push(index);
    }
  }

  /** The places in order, null where there is nothing. */
  List<T> asList() {
    return Collections.unmodifiableList(places);
  }
}
