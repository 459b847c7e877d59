package io.peerway.tools.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators on a bound socket, each connection in a virtual thread of its own. */
public final class OperatorServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorServer.class);

  private final OperatorSocket socket;
  private final Map<String, Operation<?>> operations = new TreeMap<>();

  private OperatorServer(OperatorSocket socket, List<Operation<?>> operations) {
    this.socket = socket;
    operations.forEach(operation -> this.operations.put(operation.name(), operation));
  }

  /** Begins to answer; takes over the socket. */
  public static OperatorServer start(OperatorSocket socket, List<Operation<?>> operations) {
    OperatorServer server = new OperatorServer(socket, operations);
    Thread.ofPlatform().name("operator").daemon().start(server::accept);
    return server;
  }

  private void accept() {
    ServerSocketChannel channel = socket.channel();
    while (channel.isOpen()) {
      try {
        SocketChannel connection = channel.accept();
        Thread.ofVirtual().name("operator-connection").start(() -> serve(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("operator socket {}: {}", socket.path(), e.getMessage());
        pause();
      }
    }
  }

  /** No descriptors left, most likely: somebody has to close one first. */
  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      Answer answer;
      try {
        answer = answer(Wire.read(connection, Wire.Request.class, Wire.MAX_REQUEST_BYTES));
      } catch (JsonProcessingException e) {
        answer = failure("not a request: " + e.getOriginalMessage());
      }
      try (Feed feed = answer.feed()) {
        Wire.write(connection, answer.response());
        if (feed != null) {
          feed.pump(connection, endOf(connection));
        }
      }
    } catch (IOException e) {
      LOG.debug("operator connection: {}", e.getMessage());
    }
  }

  /**
   * An answer.
   *
   * @param feed what comes after the response; null for nothing
   */
  private record Answer(Wire.Response response, Feed feed) {}

  /** Whether the operator has closed his side. */
  private static BooleanSupplier endOf(SocketChannel connection) {
    AtomicBoolean ended = new AtomicBoolean();
    Thread.ofVirtual()
        .name("operator-end")
        .start(
            () -> {
              try {
                while (connection.read(ByteBuffer.allocate(64)) >= 0) {
                  // nothing that comes means anything
                }
              } catch (IOException e) {
                LOG.debug("operator connection: {}", e.getMessage());
              } finally {
                ended.set(true);
              }
            });
    return ended::get;
  }

  private Answer answer(Wire.Request request) {
    Operation<?> operation =
        request.operation() == null ? null : operations.get(request.operation());
    if (operation == null) {
      return failure(
          "this router knows no operation %s, only %s: is it of another version?"
              .formatted(request.operation(), operations.keySet()));
    }
    try {
      return run(operation, request.arguments());
    } catch (UserException e) {
      LOG.info("{} refused: {}", operation.name(), e.getMessage());
      return failure(e.getMessage());
    } catch (JsonProcessingException e) {
      return failure("wrong arguments of " + operation.name() + ": " + e.getOriginalMessage());
    } catch (RuntimeException e) {
      LOG.error("{} failed", operation.name(), e);
      return failure(operation.name() + " failed: " + e + "; see the router's log");
    }
  }

  private static <A> Answer run(Operation<A> operation, JsonNode arguments)
      throws JsonProcessingException {
    JsonNode given = arguments == null ? NullNode.getInstance() : arguments;
    A parsed = Wire.JSON.treeToValue(given, operation.argumentsType());
    Object result = operation.run(parsed);
    Feed feed = result instanceof Feed begun ? begun : null;
    Object head = feed == null ? result : feed.head();
    return new Answer(new Wire.Response(Wire.JSON.valueToTree(head), null), feed);
  }

  private static Answer failure(String message) {
    return new Answer(new Wire.Response(null, message), null);
  }

  /** Answers nobody any more, and removes the socket. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
