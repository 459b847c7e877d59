package io.peerway.tools.capture;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private static final PcapngBlock BLOCK =
      new PcapngBlock(PcapngBlocks.section("peerway", "Linux"));

  /** The other end of a pipe that was closed. */
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  @Test
  void shouldSayThatNobodyReadsTheStreamAnyMore() {
    CaptureSink closed = StandardOutput.stream(new ClosedPipe());
    assertThatThrownBy(() -> closed.write(BLOCK)).isInstanceOf(ReaderGoneException.class);
    CaptureSink open = StandardOutput.stream(OutputStream.nullOutputStream());
    assertThatCode(() -> open.write(BLOCK)).doesNotThrowAnyException();
  }

  @Test
  void shouldSayThatNobodyReadsTheLinesAnyMore() {
    PrintWriter closed = new PrintWriter(new ClosedPipe(), false, StandardCharsets.UTF_8);
    closed.println("a line");
    assertThatThrownBy(() -> StandardOutput.lines(closed).flush())
        .isInstanceOf(ReaderGoneException.class);
    PrintWriter open =
        new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    assertThatCode(() -> StandardOutput.lines(open).flush()).doesNotThrowAnyException();
  }
}
