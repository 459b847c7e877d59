package io.peerway.control.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @Property(tries = 100)
  void shouldMakeWellFormedIds(@ForAll long seed) {
    Ids ids = new Ids(new Random(seed));

    for (ResourceType type : ResourceType.values()) {
      String id = ids.next(type);
      assertThat(id).matches(type.idPrefix() + "-[0-9a-f]{17}");
      assertThat(Ids.isWellFormed(type.idPrefix(), id)).isTrue();
    }
    assertThat(ids.bits(24)).isBetween(0L, (1L << 24) - 1);
  }

  @Test
  void shouldMakeTheSameIdsFromTheSameNumbers() {
    assertThat(new Ids(new Random(1)).next(ResourceType.VPC))
        .isEqualTo(new Ids(new Random(1)).next(ResourceType.VPC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "vpc",
        "vpc-",
        "vpc-0123456",
        "vpc-012345678",
        "vpc-0123456789abcdefg",
        "vpc-0123456789ABCDEF0",
        "vpc_0123456789abcdef0",
        "pcx-0123456789abcdef0",
        "vpc-0123456789abcdef01",
        " vpc-0123456789abcdef0"
      })
  void shouldKnowMalformedIds(String id) {
    assertThat(Ids.isWellFormed("vpc", id)).isFalse();
  }

  @Test
  void shouldKnowTheOldFormToo() {
    assertThat(Ids.isWellFormed("vpc", "vpc-1a2b3c4d")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, use1-az1",
    "eu-central-1, euc1-az1",
    "ap-southeast-2, apse2-az1",
    "us-gov-west-1, usgw1-az1",
    "sa-east-1, sae1-az1"
  })
  void shouldAbbreviateZonesAsAwsDoes(String region, String id) {
    assertThat(Regions.isWellFormed(region)).isTrue();
    assertThat(Zone.of(region).getFirst()).isEqualTo(new Zone(region + "a", id, region));
    assertThat(Zone.of(region)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "us", "us-east", "us-east-", "us-east-100", "US-EAST-1", "u s-east-1"})
  void shouldKnowWhatIsNoRegion(String text) {
    assertThat(Regions.isWellFormed(text)).isFalse();
  }
}
