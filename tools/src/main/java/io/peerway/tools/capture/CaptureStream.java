package io.peerway.tools.capture;

import io.peerway.tools.operator.OperatorFeed;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The operator's side of a capture: takes blocks until there are enough. */
public final class CaptureStream {

  /** What came. */
  public record Totals(long packets, long missed) {}

  private final OperatorFeed feed;
  private final CaptureSink sink;
  private final long most;

  /**
   * @param most packets; {@link Long#MAX_VALUE} for all
   */
  public CaptureStream(OperatorFeed feed, CaptureSink sink, long most) {
    this.feed = feed;
    this.sink = sink;
    this.most = most;
  }

  /** Prints a line for each packet, until nobody reads them any more. */
  public static CaptureSink lines(PrintWriter out) {
    return StandardOutput.lines(out);
  }

  /** The stream as it comes, until nobody reads it any more. */
  public static CaptureSink pipe(OutputStream out) {
    return StandardOutput.stream(out);
  }

  /**
   * Files in the pcapng format.
   *
   * @param mostBytes of a file
   * @param mostNanos for which a file is written
   */
  public static CaptureSink files(Path first, long mostBytes, long mostNanos) throws IOException {
    return new CaptureFiles(first, mostBytes, mostNanos, System::nanoTime);
  }

  /** The stream as it comes. */
  public static CaptureSink to(OutputStream out) {
    return new CaptureSink() {
      @Override
      public void write(PcapngBlock block) throws IOException {
        out.write(block.bytes());
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      @Override
      public void close() throws IOException {
        out.flush();
      }
    };
  }

  /**
   * Takes packets until there are enough, the feed was finished, the router ends, or nobody reads
   * them any more.
   *
   * @throws UserException when they cannot be written
   */
  public Totals run() throws IOException {
    long packets = 0;
    long missed = 0;
    PcapngReader blocks = new PcapngReader(feed.in());
    try (sink) {
      for (PcapngBlock block; (block = blocks.next()) != null; ) {
        boolean isPacket = block.type() == PcapngBlocks.ENHANCED_PACKET;
        if (isPacket && packets == most) {
          continue;
        }
        if (!wrote(block)) {
          break;
        }
        if (isPacket) {
          packets++;
          if (packets == most) {
            feed.finish();
          }
        } else if (block.type() == PcapngBlocks.INTERFACE_STATISTICS) {
          missed += PcapngBlocks.missed(block);
        }
        if (!blocks.hasMore() && !flushed()) {
          break;
        }
      }
    }
    return new Totals(packets, missed);
  }

  private boolean wrote(PcapngBlock block) {
    return didNotFail(() -> sink.write(block));
  }

  private boolean flushed() {
    return didNotFail(sink::flush);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static boolean didNotFail(Writing writing) {
    try {
      writing.run();
      return true;
    } catch (ReaderGoneException e) {
      return false;
    } catch (IOException e) {
      throw new UserException(
          ExitStatus.MACHINE, "the capture cannot be written: " + e.getMessage());
    }
  }
}
