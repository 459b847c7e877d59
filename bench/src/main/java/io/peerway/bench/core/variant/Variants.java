package io.peerway.bench.core.variant;

import java.util.List;

/**
 * All rows of the report, in its order. A feature has a file of its own beside this, and a line.
 */
public final class Variants {
  /** As the router is run: what the others are compared with. */
  public static final Variant STANDARD = new Standard();

  private static final List<Variant> ALL =
      List.of(
          STANDARD,
          new Coalescing("no-coalescing", "packets leave one by one", false, false),
          new Coalescing("one-flow", "64 datagrams of one flow leave as one", true, true),
          new Coalescing(
              "one-flow-no-coalescing", "64 datagrams of one flow leave one by one", true, false),
          new TransparentTtl(),
          new JvmOptions(
              "no-vector-api",
              "lookups without the Vector API",
              List.of(),
              List.of("-Dpeerway.lpm.vector=never")),
          new JvmOptions(
              "no-huge-pages",
              "pages of 4 KiB",
              List.of("-XX:+UseTransparentHugePages"),
              List.of("-XX:-UseTransparentHugePages")),
          new JvmOptions(
              "g1", "the G1 collector", List.of("-XX:+UseParallelGC"), List.of("-XX:+UseG1GC")),
          new JvmOptions(
              "zgc", "the Z collector", List.of("-XX:+UseParallelGC"), List.of("-XX:+UseZGC")));

  private Variants() {}

  public static List<Variant> all() {
    return ALL;
  }

  /**
   * The variant of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Variant named(String name) {
    return ALL.stream()
        .filter(variant -> variant.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no variant " + name));
  }

  private record Standard() implements Variant {
    @Override
    public String name() {
      return "standard";
    }

    @Override
    public String description() {
      return "as the router is run, every packet of another flow";
    }
  }
}
