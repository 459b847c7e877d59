/**
 * Protocol headers, one a file: static accessors over bytes in place, {@code (MemorySegment mem,
 * long at)}.
 *
 * <p>The contract of every header: {@code check(mem, at, available)} looks at what the wire claims
 * and answers with a {@link HeaderFault}. After {@link HeaderFault#NONE} no accessor of that header
 * fails and every length it returns lies inside the available bytes. Before it, nothing may be
 * trusted. A setter is the accessor's overload with a value.
 *
 * <p>All fields are big-endian except those of {@link VirtioNetHeader}. Values: an 8- or 16-bit
 * field is a non-negative {@code int}; an IPv4 address and other 32-bit fields are an {@code int}
 * of the same 32 bits; an IPv6 address is two {@code long}s; a MAC address is the low 48 bits of a
 * {@code long}. Lengths and offsets are in bytes.
 */
package io.peerway.dataplane.wire;
