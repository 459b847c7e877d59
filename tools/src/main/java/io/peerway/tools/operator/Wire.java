package io.peerway.tools.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The messages of the operator protocol, and how they go over a socket: a line of JSON each. */
final class Wire {

  /** More than any request needs; what is longer is not one. */
  static final int MAX_REQUEST_BYTES = 1 << 16;

  /** What a client accepts: ports and drops of some thousand VPCs. */
  static final int MAX_RESPONSE_BYTES = 1 << 26;

  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  /**
   * @param operation its name
   * @param arguments a JSON object that the operation knows
   */
  record Request(String operation, JsonNode arguments) {}

  /**
   * @param result of the operation, or null when it failed
   * @param error in one line, or null when it did not
   */
  record Response(JsonNode result, String error) {}

  private Wire() {}

  static void write(SocketChannel channel, Object message) throws IOException {
    byte[] json = JSON.writeValueAsBytes(message);
    ByteBuffer line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    while (line.hasRemaining()) {
      channel.write(line);
    }
  }

  /** Reads one message, and nothing of what comes after it. */
  static <T> T read(InputStream in, Class<T> type) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next; (next = in.read()) != '\n'; line.write(next)) {
      if (next < 0) {
        throw new EOFException("the connection ended in the middle of a message");
      }
    }
    return JSON.readValue(line.toString(StandardCharsets.UTF_8), type);
  }

  /**
   * Reads one message.
   *
   * @throws EOFException when the other side ends before the line does
   * @throws JsonProcessingException when the line is not such a message
   */
  static <T> T read(SocketChannel channel, Class<T> type, int maxBytes) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer chunk = ByteBuffer.allocate(8192);
    while (channel.read(chunk.clear()) >= 0) {
      byte[] bytes = chunk.array();
      for (int i = 0; i < chunk.position(); i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, 0, i);
          return JSON.readValue(line.toString(StandardCharsets.UTF_8), type);
        }
      }
      line.write(bytes, 0, chunk.position());
      if (line.size() > maxBytes) {
        throw new IOException("a message of more than " + maxBytes + " bytes");
      }
    }
    throw new EOFException("the connection ended in the middle of a message");
  }
}
