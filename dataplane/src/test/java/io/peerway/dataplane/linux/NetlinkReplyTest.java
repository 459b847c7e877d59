package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NetlinkReplyTest {

  private static final int CAPPED = 0x100;
  private static final int ACK_TLVS = 0x200;

  @Test
  void shouldReadBackWhatAMessageCarries() {
    byte[] message =
        new NetlinkMessage(16, 0).u32(99).attribute(3, "eth0").attribute(4, 9001).encode(5);

    NetlinkReply reply = new NetlinkReply(message);

    assertThat(reply.type()).isEqualTo(16);
    assertThat(reply.sequence()).isEqualTo(5);
    assertThat(reply.isError()).isFalse();
    assertThat(reply.familyInt(0)).isEqualTo(99);
    assertThat(reply.attributeAfter(4, 3).map(NetlinkReply::string)).contains("eth0");
    assertThat(reply.attributeAfter(4, 4).map(NetlinkReply::integer)).contains(9001);
    assertThat(reply.attributeAfter(4, 5)).isEmpty();
  }

  @Test
  void shouldTakeErrorZeroAsTheAcknowledgement() {
    NetlinkReply reply = new NetlinkReply(error(0, CAPPED, 0, ""));

    assertThat(reply.isError()).isTrue();
    assertThat(reply.errno()).isZero();
    assertThat(reply.errorText()).isEmpty();
  }

  @Test
  void shouldReadTheKernelsWordsAfterACappedRequest() {
    NetlinkReply reply = new NetlinkReply(error(22, CAPPED | ACK_TLVS, 0, "Invalid prefix"));

    assertThat(reply.errno()).isEqualTo(22);
    assertThat(reply.errorText()).isEqualTo("Invalid prefix");
  }

  @Test
  void shouldReadTheKernelsWordsAfterAnEntireRequest() {
    NetlinkReply reply = new NetlinkReply(error(22, ACK_TLVS, 28, "Nexthop has invalid gateway"));

    assertThat(reply.errorText()).isEqualTo("Nexthop has invalid gateway");
  }

  @Test
  void shouldRefuseAMessageThatClaimsMoreThanWasReceived() {
    byte[] message = new NetlinkMessage(16, 0).u32(1).encode(1);

    assertThatThrownBy(() -> new NetlinkReply(Arrays.copyOf(message, 18)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20 of 18");
    assertThatThrownBy(() -> new NetlinkReply(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 500)
  void shouldFindNoAttributeBeyondTheEndOfATornMessage(@ForAll @Size(max = 64) byte[] attributes) {
    ByteBuffer message = ByteBuffer.allocate(16 + attributes.length).order(ByteOrder.nativeOrder());
    message.putInt(message.capacity()).position(16);
    message.put(attributes);

    NetlinkReply reply = new NetlinkReply(message.array());

    assertThat(reply.attributeAfter(0, 1).map(value -> value.length).orElse(0))
        .isLessThanOrEqualTo(Math.max(0, attributes.length - 4));
  }

  /**
   * An nlmsgerr as lib/nlmsg of the kernel writes it; a request longer than 0 is repeated whole.
   */
  private static byte[] error(int errno, int flags, int requestPayload, String text) {
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    int attribute = text.isEmpty() ? 0 : NetlinkMessage.aligned(4 + words.length + 1);
    ByteBuffer message =
        ByteBuffer.allocate(16 + 4 + 16 + requestPayload + attribute)
            .order(ByteOrder.nativeOrder());
    message.putInt(message.capacity()).putShort((short) 2).putShort((short) flags);
    message.putInt(1).putInt(0).putInt(-errno);
    message.putInt(16 + requestPayload).putShort((short) 24).putShort((short) 5);
    message.putInt(1).putInt(0).position(36 + requestPayload);
    if (!text.isEmpty()) {
      message.putShort((short) (4 + words.length + 1)).putShort((short) 1).put(words);
    }
    return message.array();
  }
}
