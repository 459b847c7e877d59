package io.peerway.bench.report;

import java.util.Collection;
import java.util.List;

/**
 * What several runs of one measurement gave. A median, because a disturbed run is far off to one
 * side; the extremes, because they say how far to trust it.
 *
 * @param sorted ascending, not empty
 */
public record Samples(List<Double> sorted) {
  public Samples {
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
    sorted = sorted.stream().sorted().toList();
  }

  public static Samples of(Collection<Double> values) {
    return new Samples(List.copyOf(values));
  }

  public int count() {
    return sorted.size();
  }

  /** Of an even number of samples, the mean of the two in the middle. */
  public double median() {
    int middle = count() / 2;
    return count() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  public double min() {
    return sorted.getFirst();
  }

  public double max() {
    return sorted.getLast();
  }
}
