package io.peerway.tools.replay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.control.store.Records;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything by which a router forwards, as a file: the records, the ports, and the hosts that have
 * shown themselves.
 *
 * @param format {@link #FORMAT}
 * @param ttl what forwarding does with TTL and hop limit: decrement or transparent
 * @param ports that are open
 * @param neighbors hosts whose MAC addresses are known
 * @param records as the store keeps them
 */
public record LabState(
    int format,
    String ttl,
    List<Port> ports,
    List<Neighbor> neighbors,
    List<Records.Item> records) {

  /**
   * An open port.
   *
   * @param owner id of the VPC or the network interface that it stands for
   * @param mtu largest IP packet in bytes
   */
  public record Port(String owner, int mtu) {}

  /**
   * A host.
   *
   * @param owner whose port it is behind
   * @param address IPv4 or IPv6
   */
  public record Neighbor(String owner, String address, String mac) {}

  /** Grows when the file is made of other parts. */
  public static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws UserException when it cannot be read
   */
  public static LabState read(Path file) {
    try {
      LabState state = JSON.readValue(Files.readString(file), LabState.class);
      if (state.format() != FORMAT) {
        throw new UserException(
            ExitStatus.USAGE,
            "%s has format %d, and this release reads %d: save the state anew"
                .formatted(file, state.format(), FORMAT));
      }
      return state;
    } catch (IOException e) {
      throw new UserException(
          ExitStatus.USAGE,
          "%s is no state that peerway state wrote: %s"
              .formatted(file, e.getMessage().lines().findFirst().orElse("")));
    }
  }

  /** The file's text. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (IOException bug) {
      throw new IllegalStateException(bug);
    }
  }
}
