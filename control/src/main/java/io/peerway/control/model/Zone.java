package io.peerway.control.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An availability zone.
 *
 * @param name such as {@code eu-west-1a}
 * @param id such as {@code euw1-az1}
 */
public record Zone(String name, String id, String region) {
  private static final int ZONES_PER_REGION = 3;

  /** The zones of a region; every region has three. */
  public static List<Zone> of(String region) {
    String code = code(region);
    return IntStream.range(0, ZONES_PER_REGION)
        .mapToObj(i -> new Zone(region + (char) ('a' + i), code + "-az" + (i + 1), region))
        .toList();
  }

  /** The zone of a region with this name. */
  public static Optional<Zone> named(String region, String name) {
    return of(region).stream().filter(zone -> zone.name().equals(name)).findFirst();
  }

  // eu-west-1 -> euw1, ap-southeast-2 -> apse2, us-gov-east-1 -> usge1: AWS's own abbreviations.
  private static String code(String region) {
    StringBuilder code = new StringBuilder();
    String[] words = region.split("-", -1);
    for (int i = 0; i < words.length; i++) {
      code.append(i == 0 ? words[i] : abbreviation(words[i]));
    }
    return code.toString();
  }

  private static String abbreviation(String word) {
    return switch (word) {
      case "northeast" -> "ne";
      case "northwest" -> "nw";
      case "southeast" -> "se";
      case "southwest" -> "sw";
      default -> word.substring(0, Math.min(1, word.length()));
    };
  }
}
