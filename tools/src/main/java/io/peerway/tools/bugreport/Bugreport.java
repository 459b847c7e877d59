package io.peerway.tools.bugreport;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.dataplane.observe.CounterReader;
import io.peerway.tools.capture.CaptureArguments;
import io.peerway.tools.capture.CaptureStream;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.counters.CountersReport;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.OperatorClient;
import io.peerway.tools.operator.OperatorFeed;
import io.peerway.tools.operator.PortReport;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.replay.LabState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts together what is known of a router. What cannot be had, because the router does not answer,
 * is left out, and the list of contents says why. There are no credentials in any part, and of
 * packets only the headers.
 */
public final class Bugreport {

  private interface Part {
    byte[] bytes() throws IOException, InterruptedException;
  }

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path socket;
  private final OperatorClient router;
  private final Map<String, String> versions;
  private final List<String> contents = new ArrayList<>();

  /**
   * @param socket of the router, which may have ended
   * @param versions of Peerway and what is under it
   */
  public Bugreport(Path socket, Map<String, String> versions) {
    this.socket = socket;
    this.router = new OperatorClient(socket);
    this.versions = versions;
  }

  /**
   * Writes a ZIP file that only its owner can read.
   *
   * @param captureSeconds for which packets are captured
   * @return a line for each part
   * @throws IOException if it cannot be written
   * @throws UserException where there is no router, and was none
   */
  public List<String> write(Path file, int captureSeconds)
      throws IOException, InterruptedException {
    CounterReader counters = CounterFile.open(socket);
    try (ZipOutputStream zip =
        new ZipOutputStream(
            Channels.newOutputStream(
                Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------")))))) {
      add(zip, "versions.json", () -> json(versions));
      add(zip, "counters.json", () -> json(CountersReport.of(counters)));
      add(zip, "ports.json", () -> json(ports()));
      add(zip, "state.json", () -> text(state().json()));
      add(zip, "capture.pcapng", () -> capture(captureSeconds));
      add(zip, "log.txt", () -> text(String.join("\n", log())));
      add(zip, "contents.txt", () -> text(String.join("\n", contents)));
    }
    return contents;
  }

  private void add(ZipOutputStream zip, String name, Part part)
      throws IOException, InterruptedException {
    byte[] bytes;
    try {
      bytes = part.bytes();
    } catch (UserException e) {
      contents.add("%s is missing: %s".formatted(name, e.getMessage()));
      return;
    }
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
    contents.add("%s, %d bytes".formatted(name, bytes.length));
  }

  private List<PortReport> ports() {
    return router.list(OperationName.PORTS, new NoArguments(), PortReport.class);
  }

  private LabState state() {
    return router.call(OperationName.STATE, new NoArguments(), LabState.class);
  }

  private List<String> log() {
    return router.list(OperationName.LOG, new NoArguments(), String.class);
  }

  private byte[] capture(int seconds) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OperatorFeed feed = router.feed(OperationName.CAPTURE, CaptureArguments.headers())) {
      CaptureStream stream = new CaptureStream(feed, CaptureStream.to(out), Long.MAX_VALUE);
      Thread end =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      TimeUnit.SECONDS.sleep(seconds);
                      feed.finish();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      stream.run();
      end.interrupt();
      end.join();
    }
    return out.toByteArray();
  }

  private static byte[] json(Object part) throws IOException {
    return JSON.writeValueAsBytes(part);
  }

  private static byte[] text(String part) {
    return (part + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
