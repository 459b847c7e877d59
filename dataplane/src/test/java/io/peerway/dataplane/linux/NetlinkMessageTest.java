package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {

  @Test
  void shouldBeginWithLengthTypeFlagsAndSequence() {
    byte[] message = new NetlinkMessage(16, NetlinkMessage.NLM_F_ACK).u32(7).encode(42);

    ByteBuffer expected = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
    expected.putInt(20).putShort((short) 16).putShort((short) 5).putInt(42).putInt(0).putInt(7);
    assertThat(message).isEqualTo(expected.array());
  }

  @Test
  void shouldPadAttributesToFourBytesButSayTheirTrueLength() {
    byte[] message = new NetlinkMessage(16, 0).attribute(3, "eth0").attribute(4, 1500).encode(1);

    ByteBuffer expected = ByteBuffer.allocate(36).order(ByteOrder.nativeOrder());
    expected.putInt(36).putShort((short) 16).putShort((short) 1).putInt(1).putInt(0);
    expected
        .putShort((short) 9)
        .putShort((short) 3)
        .put(new byte[] {'e', 't', 'h', '0', 0, 0, 0, 0});
    expected.putShort((short) 8).putShort((short) 4).putInt(1500);
    assertThat(message).isEqualTo(expected.array());
  }

  @Test
  void shouldEndAMessageOnAnAlignedBoundary() {
    byte[] message = new NetlinkMessage(16, 0).attribute(1, new byte[6]).encode(1);

    assertThat(message).hasSize(28);
  }
}
