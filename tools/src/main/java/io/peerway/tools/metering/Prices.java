package io.peerway.tools.metering;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.dataplane.observe.Distance;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What transfer costs, as a file says: docs/user-guide.md describes it.
 *
 * @param source where the prices are from, and of which day
 * @param currency such as {@code USD}
 * @param unitBytes how many bytes a price is for
 * @param sameZone within an availability zone
 * @param otherZone between two zones of a region
 * @param otherRegion between regions that {@code routes} does not name
 * @param routes what a sender pays, by its region and then by the receiver's, or {@code *}
 */
public record Prices(
    @JsonProperty(value = "source", required = true) String source,
    @JsonProperty(value = "currency", required = true) String currency,
    @JsonProperty(value = "unit_bytes", required = true) long unitBytes,
    @JsonProperty(value = "same_zone", required = true) Pair sameZone,
    @JsonProperty(value = "other_zone", required = true) Pair otherZone,
    @JsonProperty(value = "other_region", required = true) Pair otherRegion,
    @JsonProperty(value = "routes", required = true) Map<String, Map<String, BigDecimal>> routes) {

  /**
   * What the two sides pay for a unit.
   *
   * @param sender for what it sends
   * @param receiver for what it gets
   */
  public record Pair(
      @JsonProperty(value = "sender", required = true) BigDecimal sender,
      @JsonProperty(value = "receiver", required = true) BigDecimal receiver) {}

  private static final String STANDARD = "prices.json";
  private static final String ANY_REGION = "*";
  private static final String OTHER_REGION = Distance.OTHER_REGION.label();
  private static final int DECIMALS = 6;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  public Prices {
    if (unitBytes < 1) {
      throw new IllegalArgumentException("unit_bytes " + unitBytes + " is less than 1");
    }
  }

  /** The prices that come with Peerway: examples. */
  public static Prices standard() {
    try (InputStream in = Prices.class.getResourceAsStream(STANDARD)) {
      return MAPPER.readValue(in, Prices.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads prices.
   *
   * @throws UserException when there is no such file, or it says something else
   */
  public static Prices read(Path file) {
    try {
      return MAPPER.readValue(Files.readAllBytes(file), Prices.class);
    } catch (NoSuchFileException e) {
      throw new UserException(ExitStatus.USAGE, "--prices: there is no file " + file);
    } catch (JacksonException e) {
      throw new UserException(
          ExitStatus.USAGE, "--prices %s: %s".formatted(file, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UserException(
          ExitStatus.USAGE, "--prices: %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /** What the VPC that sent it would be charged. */
  BigDecimal forSender(MeteringReport use) {
    BigDecimal ofRoute =
        routes
            .getOrDefault(use.fromRegion(), Map.of())
            .getOrDefault(
                use.toRegion(), routes.getOrDefault(use.fromRegion(), Map.of()).get(ANY_REGION));
    boolean isPriced = ofRoute != null && use.distance().equals(OTHER_REGION);
    return charge(use, isPriced ? ofRoute : pair(use).sender());
  }

  /** What the VPC that got it would be charged. */
  BigDecimal forReceiver(MeteringReport use) {
    return charge(use, pair(use).receiver());
  }

  private Pair pair(MeteringReport use) {
    return switch (use.distance()) {
      case "same_zone" -> sameZone;
      case "other_zone" -> otherZone;
      default -> otherRegion;
    };
  }

  private BigDecimal charge(MeteringReport use, BigDecimal price) {
    return price
        .multiply(BigDecimal.valueOf(use.bytes()))
        .divide(BigDecimal.valueOf(unitBytes), DECIMALS, RoundingMode.HALF_UP);
  }
}
