package io.peerway.tools.replay;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapDumper;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/** Reads pcap and pcapng files of Ethernet frames, and writes pcap files, by libpcap. */
public final class PacketFile {

  /**
   * A frame of a file.
   *
   * @param nanos since 1970
   * @param bytes of the whole frame
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
  public record Packet(long nanos, byte[] bytes) {}

  private static final int SNAPLEN = 65_536 + 14;
  private static final long BILLION = 1_000_000_000L;
  private static final long MILLIS = 1000;

  private PacketFile() {}

  /**
   * Reads the frames that match a filter.
   *
   * @param filter of the syntax of pcap-filter(7); an empty one matches everything
   * @throws UserException when the file cannot be read, or has frames that were cut short
   */
  public static List<Packet> read(Path file, String filter) {
    if (!Files.isReadable(file)) {
      throw new UserException(ExitStatus.USAGE, "there is no file %s to read".formatted(file));
    }
    try (PcapHandle handle = Pcaps.openOffline(file.toString(), TimestampPrecision.NANO)) {
      if (!handle.getDlt().equals(DataLinkType.EN10MB)) {
        throw new UserException(
            ExitStatus.USAGE, "%s has no Ethernet frames but %s".formatted(file, handle.getDlt()));
      }
      if (!filter.isEmpty()) {
        handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
      }
      return read(file, handle);
    } catch (PcapNativeException | NotOpenException e) {
      throw new UserException(
          ExitStatus.USAGE, "%s cannot be read: %s".formatted(file, e.getMessage()));
    } catch (UnsatisfiedLinkError e) {
      throw new UserException(
          ExitStatus.MACHINE, "libpcap is not on this machine: apt-get install libpcap0.8");
    }
  }

  private static List<Packet> read(Path file, PcapHandle handle)
      throws PcapNativeException, NotOpenException {
    List<Packet> packets = new ArrayList<>();
    while (true) {
      try {
        byte[] bytes = handle.getNextRawPacketEx();
        if (handle.getOriginalLength() > bytes.length) {
          throw new UserException(
              ExitStatus.USAGE,
              "frame %d of %s was cut short when it was captured: capture without --snaplen"
                  .formatted(packets.size() + 1, file));
        }
        Timestamp time = handle.getTimestamp();
        packets.add(
            new Packet(Math.floorDiv(time.getTime(), MILLIS) * BILLION + time.getNanos(), bytes));
      } catch (EOFException e) {
        return packets;
      } catch (TimeoutException e) {
        throw new IllegalStateException("a file has no timeout", e);
      }
    }
  }

  /**
   * Writes frames as a pcap file.
   *
   * @throws UserException when it cannot be written
   */
  public static void write(Path file, List<Packet> packets) {
    try (PcapHandle handle = Pcaps.openDead(DataLinkType.EN10MB, SNAPLEN, TimestampPrecision.NANO);
        PcapDumper dumper = handle.dumpOpen(file.toString())) {
      for (Packet packet : packets) {
        Timestamp time = new Timestamp(packet.nanos() / BILLION * MILLIS);
        time.setNanos((int) (packet.nanos() % BILLION));
        dumper.dumpRaw(packet.bytes(), time);
      }
    } catch (PcapNativeException | NotOpenException e) {
      throw new UserException(
          ExitStatus.MACHINE, "cannot write %s: %s".formatted(file, e.getMessage()));
    }
  }
}
