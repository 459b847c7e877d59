package io.peerway.bench.core.variant;

import java.util.List;
import java.util.stream.Stream;

/**
 * Other options of the JVM.
 *
 * @param without of the router's options
 * @param with instead
 */
record JvmOptions(String name, String description, List<String> without, List<String> with)
    implements Variant {
  @Override
  public List<String> jvmOptions(List<String> router) {
    return Stream.concat(router.stream().filter(option -> !without.contains(option)), with.stream())
        .toList();
  }
}
