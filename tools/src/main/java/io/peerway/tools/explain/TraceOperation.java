package io.peerway.tools.explain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.control.model.Inventory;
import io.peerway.dataplane.explain.TraceObserver;
import io.peerway.dataplane.explain.TraceObserver.Traced;
import io.peerway.dataplane.io.Observation;
import io.peerway.dataplane.io.Router;
import io.peerway.tools.capture.FrameLine;
import io.peerway.tools.operator.Feed;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Follows the next live packets through the stages; a line of JSON for each. */
public final class TraceOperation implements Operation<TraceOperation.Arguments> {

  /**
   * Which packets.
   *
   * @param count how many
   * @param filter instructions of a BPF program; null for every packet
   */
  @SuppressWarnings("ArrayRecordComponent") // instructions, compared by nobody
  public record Arguments(int count, int[] filter) {}

  /** More would be a capture. */
  private static final int MOST = 10_000;

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final JsonMapper JSON = new JsonMapper();

  private final Router router;
  private final Describer describer;

  public TraceOperation(Router router, Supplier<Inventory> inventory, InstantSource clock) {
    this.router = router;
    this.describer = new Describer(router, inventory, clock);
  }

  @Override
  public String name() {
    return OperationName.TRACE;
  }

  @Override
  public Class<Arguments> argumentsType() {
    return Arguments.class;
  }

  @Override
  public Feed run(Arguments arguments) {
    if (arguments.count() < 1 || arguments.count() > MOST) {
      throw new UserException(
          ExitStatus.FAILED,
          "%d packets is not between 1 and %d".formatted(arguments.count(), MOST));
    }
    try {
      return new Journeys(
          router.observe(() -> new TraceObserver(arguments.filter(), arguments.count())),
          arguments.count());
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitStatus.FAILED, e.getMessage());
    }
  }

  /** The journeys as they happen, until there are enough. */
  private final class Journeys implements Feed {
    private final Observation<TraceObserver> observation;
    private int left;

    Journeys(Observation<TraceObserver> observation, int count) {
      this.observation = observation;
      this.left = count;
    }

    @Override
    public Object head() {
      return new NoArguments();
    }

    @Override
    public void pump(WritableByteChannel out, BooleanSupplier stopped) throws IOException {
      while (left > 0 && !stopped.getAsBoolean()) {
        boolean idle = true;
        for (TraceObserver observer : observation.observers()) {
          for (Traced traced; left > 0 && (traced = observer.poll()) != null; left--) {
            idle = false;
            write(out, traced);
          }
        }
        if (idle) {
          LockSupport.parkNanos(IDLE_NANOS);
        }
      }
    }

    private void write(WritableByteChannel out, Traced traced) throws IOException {
      byte[] frame = traced.frame().bytes();
      String line = "%s, %d bytes".formatted(FrameLine.of(frame), frame.length);
      Explanation explanation = describer.describe(line, frame, traced.journey());
      String json = JSON.writeValueAsString(explanation) + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }

    @Override
    public void close() {
      observation.close();
    }
  }
}
