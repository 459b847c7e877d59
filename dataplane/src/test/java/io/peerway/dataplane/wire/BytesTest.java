package io.peerway.dataplane.wire;

import static io.peerway.dataplane.wire.WireMemory.AT;
import static io.peerway.dataplane.wire.WireMemory.blank;
import static io.peerway.dataplane.wire.WireMemory.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void shouldWriteTheMostSignificantByteFirst() {
    MemorySegment mem = blank(8);

    Bytes.i64(mem, AT, 0x0102030405060708L);
    assertThat(bytes(mem)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);

    Bytes.u48(mem, AT + 1, 0x112233445566L);
    assertThat(bytes(mem)).containsExactly(1, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 8);

    Bytes.u32(mem, AT, 0x0a0b0c0d);
    Bytes.u16(mem, AT + 4, 0x0e0f);
    Bytes.u8(mem, AT + 6, 0x10);
    assertThat(bytes(mem)).containsExactly(0xa, 0xb, 0xc, 0xd, 0xe, 0xf, 0x10, 8);
  }

  @Test
  void shouldReadSmallFieldsWithoutASign() {
    MemorySegment mem = blank(8);
    Bytes.i64(mem, AT, -1);

    assertThat(Bytes.u8(mem, AT)).isEqualTo(0xff);
    assertThat(Bytes.u16(mem, AT)).isEqualTo(0xffff);
    assertThat(Bytes.u32(mem, AT)).isEqualTo(-1);
    assertThat(Bytes.u48(mem, AT)).isEqualTo(0xffff_ffff_ffffL);
    assertThat(Bytes.i64(mem, AT)).isEqualTo(-1L);
  }

  @Test
  void shouldKeepOnlyTheBitsOfTheField() {
    MemorySegment mem = blank(8);
    Bytes.zero(mem, AT, 8);

    Bytes.u8(mem, AT, 0x1_02);
    Bytes.u16(mem, AT + 1, 0x1_0304);
    Bytes.u48(mem, AT + 2, 0xffff_0506_0708_090aL);

    assertThat(bytes(mem)).containsExactly(2, 3, 5, 6, 7, 8, 9, 0xa);
  }

  @Test
  void shouldCopyRangesThatOverlap() {
    MemorySegment mem = blank(8);
    Bytes.i64(mem, AT, 0x0102030405060708L);

    Bytes.copy(mem, AT, mem, AT + 2, 6);

    assertThat(bytes(mem)).containsExactly(1, 2, 1, 2, 3, 4, 5, 6);
  }
}
