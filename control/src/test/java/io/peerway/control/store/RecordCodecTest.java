package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.Entity;
import io.peerway.control.model.Kind;
import io.peerway.control.model.Kinds;
import io.peerway.control.model.Route;
import io.peerway.control.model.Vpc;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private final RecordCodec codec = new RecordCodec();

  @Property(tries = 200)
  void shouldReadBackWhatItWroteOfEveryKind(@ForAll long seed) {
    RandomRecords records = new RandomRecords(new Random(seed));
    for (Kind<?> kind : Kinds.all()) {
      Entity entity = records.next(kind.type());
      assertThat(codec.decode(kind, codec.encode(entity))).isEqualTo(entity);
    }
  }

  @Test
  void shouldWriteAddressesAsText() {
    String json =
        codec.encode(
            codec.decode(
                Route.KIND,
                """
                {"routeTableId":"rtb-1","vpcId":"vpc-1",
                 "destination":{"@type":"Ipv4","prefix":"10.2.0.0/16"},
                 "target":{"type":"VPC_PEERING_CONNECTION","id":"pcx-1"}}"""));
    assertThat(json).contains("\"@type\":\"Ipv4\"", "\"10.2.0.0/16\"").doesNotContain("kind");
  }

  @Test
  void shouldRefuseARecordWithAMemberTooFewOrTooMany() {
    String json = codec.encode(new RandomRecords(new Random(1)).next(Vpc.class));
    assertRefused(json.replaceFirst("\"tenancy\":\"[^\"]*\",", ""));
    assertRefused("{\"color\":\"red\"," + json.substring(1));
    assertRefused(json + "x");
    assertRefused(json.substring(0, json.length() - 1));
    assertRefused("null");
  }

  private void assertRefused(String json) {
    assertThatThrownBy(() -> codec.decode(Vpc.KIND, json)).isInstanceOf(StoreException.class);
  }
}
