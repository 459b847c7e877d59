package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.Instance;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.NetworkInterface.AttachmentStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records as version 1 wrote them. */
class AttachmentStatusMigrationTest {
  private static final String ENI =
      """
      {"id":"eni-1","scope":{"account":"111111111111","region":"eu-west-1"},"vpcId":"vpc-1",
       "subnetId":"subnet-1","description":"","ipv4":["10.1.1.4"],"ipv6":[],"groups":[],
       "sourceDestCheck":true,"attachment":%s}""";
  private static final String ATTACHMENT =
      """
      {"id":"eni-attach-1","instanceId":"i-1","deviceIndex":0,"at":"2026-01-01T00:00:00Z",
       "deleteOnTermination":true}""";
  private static final String INSTANCE =
      """
      {"id":"i-1","scope":{"account":"111111111111","region":"eu-west-1"},"reservationId":"r-1",
       "launchIndex":0,"imageId":"ami-1","instanceType":"m1.small","vpcId":"vpc-1",
       "subnetId":"subnet-1","zone":"eu-west-1a","userData":null,"clientToken":null,
       "launchedAt":"2026-01-01T00:00:00Z","state":"RUNNING","starts":1,"reason":null,
       "terminatedAt":null}""";

  private final RecordCodec codec = new RecordCodec();

  private static StoredRecord migrated(String kind, String json) {
    return AttachmentStatusMigration.migration()
        .migrate(List.of(new StoredRecord(kind, "one", 7, json)))
        .getFirst();
  }

  @Test
  void shouldCallWhatIsAttachedAttached() {
    StoredRecord record = migrated("network-interface", ENI.formatted(ATTACHMENT));
    NetworkInterface eni = (NetworkInterface) codec.decode(NetworkInterface.KIND, record.json());

    assertThat(eni.attachment().orElseThrow().status()).isEqualTo(AttachmentStatus.ATTACHED);
    assertThat(record.revision()).isEqualTo(7);
    StoredRecord free = migrated("network-interface", ENI.formatted("null"));
    assertThat(((NetworkInterface) codec.decode(NetworkInterface.KIND, free.json())).attachment())
        .isEmpty();
  }

  @Test
  void shouldProtectNoInstance() {
    StoredRecord record = migrated("instance", INSTANCE);
    Instance instance = (Instance) codec.decode(Instance.KIND, record.json());

    assertThat(instance.protection()).isEqualTo(new Instance.Protection(false, false));
  }

  @Test
  void shouldLeaveOthersAsTheyAre() {
    assertThat(migrated("vpc", "{}").json()).isEqualTo("{}");
    assertThatThrownBy(() -> migrated("instance", "[]"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("instance one");
  }
}
