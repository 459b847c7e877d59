package io.peerway.bench.control;

import io.peerway.bench.lab.LabException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection to the API, kept open. As lean as can be, for it shares the processors with what
 * it measures: an SDK would take more time than the router does.
 */
final class ApiClient implements Closeable {
  // The router believes every signature where it has no credentials file.
  private static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/ec2/aws4_request,"
          + " SignedHeaders=host, Signature=0";
  private static final String LENGTH = "content-length:";
  private static final int OK = 200;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String host;

  ApiClient(URI endpoint) {
    host = endpoint.getAuthority();
    try {
      socket = new Socket(endpoint.getHost(), endpoint.getPort());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = new BufferedOutputStream(socket.getOutputStream());
    } catch (IOException e) {
      throw new LabException("cannot reach " + endpoint, e);
    }
  }

  /**
   * Calls an action.
   *
   * @param parameters names and values in turn, of characters that need no escape
   * @return the answer's XML
   * @throws LabException if it is an error
   */
  String call(String action, String... parameters) {
    StringBuilder form = new StringBuilder("Version=2016-11-15&Action=").append(action);
    for (int i = 0; i < parameters.length; i += 2) {
      form.append('&').append(parameters[i]).append('=').append(parameters[i + 1]);
    }
    return exchange(
        "POST / HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(host, AUTHORIZATION, form.length(), form));
  }

  /** Reads a page. */
  String get(String path) {
    return exchange("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host));
  }

  /** The text of an answer's first element of this name. */
  static String text(String xml, String element) {
    int start = xml.indexOf("<" + element + ">") + element.length() + 2;
    int end = xml.indexOf('<', start);
    if (start < element.length() + 2 || end < 0) {
      throw new LabException("no " + element + " in " + xml);
    }
    return xml.substring(start, end);
  }

  private String exchange(String request) {
    try {
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      int status = Integer.parseInt(line().split(" ", 3)[1]);
      int length = 0;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
          length = Integer.parseInt(header.substring(LENGTH.length()).strip());
        }
      }
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (status != OK) {
        throw new LabException("the API answers %d: %s".formatted(status, body));
      }
      return body;
    } catch (IOException e) {
      throw new LabException("the API does not answer", e);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("in the middle of an answer");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new LabException("cannot close a connection", e);
    }
  }
}
