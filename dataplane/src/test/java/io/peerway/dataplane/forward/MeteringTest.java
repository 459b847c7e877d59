package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.peerway.dataplane.observe.Distance;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PeeringMeter;
import io.peerway.dataplane.observe.PeeringMeters;
import io.peerway.dataplane.state.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What peering connections carried, by direction and distance. */
class MeteringTest {
  private static final Place HERE = new Place("eu-west-1", "euw1-az1");
  private static final Place NEXT_DOOR = new Place("eu-west-1", "euw1-az2");
  private static final Place FAR_AWAY = new Place("us-east-1", "use1-az1");

  private final PeeredLab peered = PeeredLab.coalescing();
  private final Lab lab = peered.lab;

  private AbstractListAssert<?, ?, Tuple, ?> assertMeters() {
    return assertThat(lab.pipeline.meters().all())
        .extracting(
            PeeringMeter::peering,
            PeeringMeter::sender,
            PeeringMeter::distance,
            PeeringMeter::packets,
            PeeringMeter::bytes);
  }

  @Test
  void shouldCountEachDirectionWithItsBytes() {
    peered.a.place = HERE;
    peered.b.place = NEXT_DOOR;
    lab.publish();
    byte[] large = peered.hostA.to(peered.hostB).dontFragment().udp(1, 2, new byte[1000]);
    lab.receive(0, large.clone(), large.clone(), large.clone());
    lab.receive(1, peered.hostB6.to(peered.hostA6).udp(1, 2, new byte[10]));

    assertMeters()
        .containsExactlyInAnyOrder(
            tuple("pcx-to-vpc-b", "vpc-a", Distance.OTHER_ZONE, 3L, 3L * 1028),
            tuple("pcx-to-vpc-a", "vpc-b", Distance.OTHER_ZONE, 1L, 58L));
  }

  @Test
  void shouldTellDistancesApart() {
    peered.a.place = HERE;
    peered.b.subnet("subnet-1", "10.2.1.0/24").place = HERE;
    peered.b.place = FAR_AWAY;
    lab.publish();
    Host far = Host.of(peered.b, 77, "10.2.7.7");
    lab.introduce(far);
    lab.receive(
        0,
        peered.hostA.to(peered.hostB).udp(1, 2),
        peered.hostA.to(far).udp(1, 2),
        peered.hostA.to(far).udp(1, 2),
        peered.hostA.to(peered.hostB).udp(1, 2),
        peered.hostA.to(peered.hostB).udp(1, 2));

    assertMeters()
        .containsExactlyInAnyOrder(
            tuple("pcx-to-vpc-b", "vpc-a", Distance.SAME_ZONE, 3L, 3L * 28),
            tuple("pcx-to-vpc-b", "vpc-a", Distance.OTHER_REGION, 2L, 2L * 28));
  }

  @Test
  void shouldCountNothingThatDoesNotCross() {
    lab.drop(0, DropReason.TTL_EXCEEDED, peered.hostA.to(peered.hostB).ttl(1).udp(1, 2));
    Host neighbor = Host.of(peered.a, 14, "10.1.2.14");
    lab.introduce(neighbor);
    lab.forward(0, peered.hostA.to(neighbor).udp(1, 2));

    assertThat(lab.pipeline.meters().all()).isEmpty();
  }

  @Test
  void shouldTakeNoZoneForAnother() {
    Place nowhere = new Place("eu-west-1", "");

    assertThat(HERE.to(HERE)).isEqualTo(Distance.SAME_ZONE);
    assertThat(HERE.to(NEXT_DOOR)).isEqualTo(Distance.OTHER_ZONE);
    assertThat(nowhere.to(nowhere)).isEqualTo(Distance.OTHER_ZONE);
    assertThat(nowhere.to(FAR_AWAY)).isEqualTo(Distance.OTHER_REGION);
  }

  @Test
  void shouldFindEveryMeterAgain() {
    PeeringMeters meters = new PeeringMeters();
    Map<String, Long> slow = new HashMap<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      String peering = "pcx-" + random.nextInt(200);
      String sender = "vpc-" + random.nextInt(2);
      Distance distance = Distance.values()[random.nextInt(3)];
      meters.of(peering, sender, distance).add(1, i);
      slow.merge(peering + sender + distance, (long) i, Long::sum);
    }

    assertThat(meters.all())
        .hasSize(slow.size())
        .allSatisfy(
            meter ->
                assertThat(meter.bytes())
                    .isEqualTo(slow.get(meter.peering() + meter.sender() + meter.distance())));
  }
}
