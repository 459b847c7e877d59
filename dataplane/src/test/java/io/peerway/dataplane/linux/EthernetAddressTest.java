package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EthernetAddressTest {

  @Test
  void shouldPutTheFirstByteOfTheWireMostSignificant() {
    byte[] bytes = {0x02, (byte) 0xff, 0x10, 0x20, (byte) 0x80, 0x01};

    assertThat(EthernetAddress.of(bytes)).isEqualTo(0x02ff10208001L);
    assertThat(EthernetAddress.bytes(0x02ff10208001L)).isEqualTo(bytes);
  }

  @Test
  void shouldNotTakeAnotherLengthForAnEthernetAddress() {
    assertThat(EthernetAddress.of(new byte[4])).isZero();
    assertThat(EthernetAddress.of(new byte[20])).isZero();
  }
}
