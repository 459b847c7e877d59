package io.peerway.control.store;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * An entity as it is on disk.
 *
 * @param kind the name of its kind
 * @param revision of the commit that wrote it last
 * @param json what {@link RecordCodec} made of it
 */
record StoredRecord(String kind, String id, long revision, String json) {
  private static final String SEPARATOR = "\0";

  /** A checksum over all of it: SQLite's pages have none that would tell of a flipped bit. */
  long checksum() {
    CRC32C crc = new CRC32C();
    crc.update(
        String.join(SEPARATOR, kind, id, Long.toString(revision), json)
            .getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
