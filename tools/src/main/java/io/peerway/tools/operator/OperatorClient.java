package io.peerway.tools.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks a running router; one connection per question. */
public final class OperatorClient {

  private final Path socket;

  public OperatorClient(Path socket) {
    this.socket = SocketPath.checked(socket);
  }

  /**
   * Has the router do an operation.
   *
   * @throws UserException when no router answers, or when it refuses
   */
  public <T> T call(String operation, Object arguments, Class<T> resultType) {
    return convert(ask(operation, arguments), resultType);
  }

  /** The same for an operation whose result is a list. */
  public <T> List<T> list(String operation, Object arguments, Class<T> elementType) {
    return ask(operation, arguments)
        .valueStream()
        .map(element -> convert(element, elementType))
        .toList();
  }

  /**
   * Has the router begin something that goes on until the feed is closed.
   *
   * @throws UserException when no router answers, or when it refuses
   */
  public OperatorFeed feed(String operation, Object arguments) {
    try {
      SocketChannel channel = connect();
      OperatorFeed feed = new OperatorFeed(channel);
      try {
        Wire.write(channel, new Wire.Request(operation, Wire.JSON.valueToTree(arguments)));
        Wire.Response response = Wire.read(feed.in(), Wire.Response.class);
        if (response.error() != null) {
          throw new UserException(ExitStatus.FAILED, response.error());
        }
        return feed;
      } catch (IOException | UserException e) {
        feed.close();
        throw e;
      }
    } catch (IOException e) {
      throw noAnswer(e);
    }
  }

  private JsonNode ask(String operation, Object arguments) {
    try (SocketChannel channel = connect()) {
      Wire.write(channel, new Wire.Request(operation, Wire.JSON.valueToTree(arguments)));
      Wire.Response response = Wire.read(channel, Wire.Response.class, Wire.MAX_RESPONSE_BYTES);
      if (response.error() != null) {
        throw new UserException(ExitStatus.FAILED, response.error());
      }
      return response.result();
    } catch (IOException e) {
      throw noAnswer(e);
    }
  }

  private <T> T convert(JsonNode result, Class<T> type) {
    try {
      return Wire.JSON.treeToValue(result, type);
    } catch (JsonProcessingException e) {
      throw noAnswer(e);
    }
  }

  private UserException noAnswer(IOException e) {
    return new UserException(
        ExitStatus.NO_ROUTER,
        "the router at %s gave no proper answer (%s); see its log"
            .formatted(socket, e.getMessage()));
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw Files.exists(socket)
          ? new UserException(ExitStatus.NO_ROUTER, explain(e))
          : SocketPath.noRouter(socket);
    }
  }

  private String explain(IOException e) {
    if (!Files.isWritable(socket)) {
      return "you may not use the socket %s: run this as the user who runs the router (root?)"
          .formatted(socket);
    }
    return "nobody answers at %s (%s): its router has ended; start one with ./peerway serve"
        .formatted(socket, e.getMessage());
  }
}
