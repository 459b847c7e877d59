package io.peerway.tools.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/** A capture on its way to another program, or to a person, for as long as somebody reads it. */
final class StandardOutput {
  private StandardOutput() {}

  /** The stream as it comes. */
  static CaptureSink stream(OutputStream out) {
    CaptureSink sink = CaptureStream.to(out);
    return new CaptureSink() {
      @Override
      public void write(PcapngBlock block) throws IOException {
        try {
          sink.write(block);
        } catch (IOException e) {
          throw new ReaderGoneException(e);
        }
      }

      @Override
      public void flush() throws IOException {
        sink.flush();
      }

      @Override
      public void close() throws IOException {
        sink.close();
      }
    };
  }

  /** A line for each packet. */
  static CaptureSink lines(PrintWriter out) {
    CaptureSink sink = CaptureLines.print(out);
    return new CaptureSink() {
      @Override
      public void write(PcapngBlock block) throws IOException {
        sink.write(block);
      }

      @Override
      public void flush() throws IOException {
        // Both flush. System.out, to which a command's output leads, throws nothing itself.
        if (out.checkError() || System.out.checkError()) {
          throw new ReaderGoneException(null);
        }
      }

      @Override
      public void close() throws IOException {
        sink.close();
      }
    };
  }
}
