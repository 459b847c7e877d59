package io.peerway.tools.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PricesTest {
  private static final long GIB = 1L << 30;
  private static final String OWN =
      """
      {"source": "our contract", "currency": "EUR", "unit_bytes": 1000000000,
       "same_zone": {"sender": 0, "receiver": 0.001},
       "other_zone": {"sender": 1, "receiver": 2},
       "other_region": {"sender": 3, "receiver": 4},
       "routes": {"eu-west-1": {"us-east-1": 5}}}
      """;

  @TempDir private Path directory;

  private static MeteringReport use(String from, String to, String distance, long bytes) {
    return new MeteringReport("pcx-1", "vpc-a", from, "vpc-b", to, distance, 1, bytes);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("prices.json"), text);
  }

  @Test
  void shouldChargeByExamplesUnlessPricesAreGiven() {
    Prices prices = Prices.standard();
    assertThat(prices.source()).contains("not checked");

    MeteringReport zone = use("us-east-1", "us-east-1", "other_zone", 3 * GIB);
    assertThat(prices.forSender(zone)).isEqualByComparingTo("0.03");
    assertThat(prices.forReceiver(zone)).isEqualByComparingTo("0.03");
    assertThat(prices.forSender(use("us-east-1", "us-east-1", "same_zone", GIB))).isZero();
    assertThat(prices.forSender(use("us-east-1", "us-east-2", "other_region", GIB)))
        .isEqualByComparingTo("0.01");
    assertThat(prices.forSender(use("us-east-1", "eu-west-1", "other_region", GIB)))
        .isEqualByComparingTo("0.02");
    assertThat(prices.forSender(use("sa-east-1", "us-east-1", "other_region", GIB)))
        .isEqualByComparingTo("0.138");
    assertThat(prices.forReceiver(use("sa-east-1", "us-east-1", "other_region", GIB))).isZero();
    assertThat(prices.forSender(use("", "", "other_region", GIB))).isEqualByComparingTo("0.02");
  }

  @Test
  void shouldChargeAsAFileSays() throws IOException {
    Prices prices = Prices.read(file(OWN));

    assertThat(prices.currency()).isEqualTo("EUR");
    assertThat(prices.source()).isEqualTo("our contract");
    assertThat(prices.forReceiver(use("a", "a", "same_zone", 1_000_000)))
        .isEqualByComparingTo("0.000001");
    assertThat(prices.forSender(use("eu-west-1", "us-east-1", "other_region", 1_000_000_000)))
        .isEqualByComparingTo("5");
    assertThat(prices.forSender(use("us-east-1", "eu-west-1", "other_region", 1_000_000_000)))
        .isEqualByComparingTo("3");
  }

  @Test
  void shouldSayWhatIsWrongWithAFile() throws IOException {
    Path wrong = file(OWN.replace("same_zone", "same_house"));
    assertThatThrownBy(() -> Prices.read(wrong))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("same_zone");
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> Prices.read(none)).hasMessage("--prices: there is no file " + none);
    Path nothing = file(OWN.replace("1000000000", "0"));
    assertThatThrownBy(() -> Prices.read(nothing)).hasMessageContaining("unit_bytes 0");
  }
}
