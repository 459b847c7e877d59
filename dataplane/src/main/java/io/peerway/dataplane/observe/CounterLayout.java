package io.peerway.dataplane.observe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * Where counters are in memory, and in the file that other processes read. Numbers are in this
 * machine's byte order.
 *
 * <pre>
 *   header, one page
 *        0  MAGIC (8)
 *        8  FORMAT: of the names and places of all counters (8)
 *       16  how many workers (4)
 *       20  how many ports there can be (4)
 *       24  process id of the router (8)
 *       32  when it was started, milliseconds since 1970 (8)
 *       40  when it ended, 0 while it has not (8)
 *   a row of 128 bytes for each port
 *        0  SEQUENCE: odd while the row is written (8)
 *        8  1 while the port is open (4)
 *       12  length of the owner's id (4)
 *       16  the id, UTF-8 (80)
 *       96  length of the device's name (4)
 *      100  the name, UTF-8 (28)
 *   for each worker
 *        a row of 64 bytes: SEQUENCE, odd while a burst is under way (8), then the WorkerCounters
 *        a row for each port: the PortCounters, then one counter for each DropReason
 * </pre>
 *
 * <p>Counters have 8 bytes each; rows are whole cache lines.
 */
final class CounterLayout {
  static final long MAGIC = 0x5045_4552_5741_5931L; // "PEERWAY1"

  // Header.
  static final int FORMAT = 8;
  static final int WORKERS = 16;
  static final int PORTS = 20;
  static final int PROCESS = 24;
  static final int STARTED = 32;
  static final int ENDED = 40;
  static final int HEADER = 4096;

  // Of a port's row; a worker's row begins with a SEQUENCE too.
  static final int SEQUENCE = 0;
  static final int IS_OPEN = 8;
  static final int OWNER = 12;
  static final int OWNER_BYTES = 80;
  static final int DEVICE = 96;
  static final int DEVICE_BYTES = 28;
  static final int PORT_ROW = 128;

  static final int WORKER_ROW = 64;
  static final int FIRST_DROP = PortCounter.values().length;

  /** Counters of a port. */
  static final int COUNTERS = FIRST_DROP + DropReason.count();

  /** Bytes from one port's counters to the next one's. */
  static final int STRIDE = (COUNTERS * Long.BYTES + 63) / 64 * 64;

  private CounterLayout() {}

  static int portRow(int port) {
    return HEADER + port * PORT_ROW;
  }

  /** Bytes that one worker's counters take. */
  static int workerBytes(int ports) {
    return WORKER_ROW + ports * STRIDE;
  }

  static int worker(int worker, int ports) {
    return portRow(ports) + worker * workerBytes(ports);
  }

  static int size(int workers, int ports) {
    return Math.addExact(
        portRow(ports), Math.multiplyExact(workers, Math.addExact(WORKER_ROW, ports * STRIDE)));
  }

  /** Changes whenever a counter is added, renamed or moved. */
  static long format() {
    String names =
        Arrays.stream(WorkerCounter.values())
                .map(WorkerCounter::label)
                .collect(Collectors.joining(","))
            + Arrays.stream(PortCounter.values())
                .map(PortCounter::label)
                .collect(Collectors.joining(",", ";", ";"))
            + Arrays.stream(DropReason.values())
                .map(DropReason::label)
                .collect(Collectors.joining(","));
    CRC32C crc = new CRC32C();
    crc.update(names.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
