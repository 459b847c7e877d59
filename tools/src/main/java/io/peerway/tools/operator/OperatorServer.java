package io.peerway.tools.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
      Wire.Response response;
      try {
        response = answer(Wire.read(connection, Wire.Request.class, Wire.MAX_REQUEST_BYTES));
      } catch (JsonProcessingException e) {
        response = failure("not a request: " + e.getOriginalMessage());
      }
      Wire.write(connection, response);
    } catch (IOException e) {
      LOG.debug("operator connection: {}", e.getMessage());
    }
  }

  private Wire.Response answer(Wire.Request request) {
    Operation<?> operation =
        request.operation() == null ? null : operations.get(request.operation());
    if (operation == null) {
      return failure(
          "this router knows no operation %s, only %s: is it of another version?"
              .formatted(request.operation(), operations.keySet()));
    }
    try {
      return new Wire.Response(run(operation, request.arguments()), null);
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

  private static <A> JsonNode run(Operation<A> operation, JsonNode arguments)
      throws JsonProcessingException {
    JsonNode given = arguments == null ? NullNode.getInstance() : arguments;
    A parsed = Wire.JSON.treeToValue(given, operation.argumentsType());
    return Wire.JSON.valueToTree(operation.run(parsed));
  }

  private static Wire.Response failure(String message) {
    return new Wire.Response(null, message);
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
