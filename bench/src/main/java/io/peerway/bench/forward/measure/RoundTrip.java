package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.LabException;
import io.peerway.bench.workload.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * UDP datagrams that go to the other host and back, one at a time. Both ends block in their
 * sockets, so that a round trip contains two wake-ups besides the router's.
 */
final class RoundTrip implements AutoCloseable {
  private static final int PORT = 9010;
  private static final int PAYLOAD = 14;
  private static final int TIMEOUT_MILLIS = 200;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DIGITS = 3;

  private final DatagramSocket client;
  private final DatagramSocket server;
  private final DatagramPacket ping = packet();
  private final DatagramPacket pong = packet();
  private long number;

  private RoundTrip(DatagramSocket client, DatagramSocket server) {
    this.client = client;
    this.server = server;
    Thread.ofPlatform().name("echo").daemon().start(this::echo);
  }

  /** Opens a socket in each host's namespace. */
  static RoundTrip open(Lab lab) {
    try {
      InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral(Side.B.host()), PORT);
      DatagramSocket server = lab.host(Side.B).call(() -> new DatagramSocket(remote));
      DatagramSocket client = lab.host(Side.A).call(() -> new DatagramSocket());
      client.setSoTimeout(TIMEOUT_MILLIS);
      client.connect(remote);
      return new RoundTrip(client, server);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatagramPacket packet() {
    return new DatagramPacket(new byte[PAYLOAD], PAYLOAD);
  }

  private void echo() {
    DatagramPacket packet = packet();
    while (true) {
      try {
        server.receive(packet);
        server.send(packet);
      } catch (SocketException e) {
        return; // it was closed
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Waits until a datagram comes back at all. */
  void awaitReachable(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (pass() < 0) {
      if (System.nanoTime() >= deadline) {
        throw new LabException("no packet comes through within " + limit.toSeconds() + " s");
      }
    }
  }

  /**
   * Sends one after another for some time.
   *
   * @return nanoseconds of each round trip
   */
  Histogram measure(Duration time) {
    Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);
    long deadline = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < deadline) {
      long nanos = pass();
      if (nanos < 0) {
        throw new LabException("a datagram of an idle network was lost");
      }
      histogram.recordValue(Math.min(nanos, LONGEST_NANOS));
    }
    return histogram;
  }

  /** One round trip; its nanoseconds, or -1 if nothing came back in time. */
  private long pass() {
    ByteBuffer.wrap(ping.getData()).putLong(++number);
    try {
      long start = System.nanoTime();
      client.send(ping);
      do {
        client.receive(pong);
      } while (ByteBuffer.wrap(pong.getData()).getLong() != number); // one that was given up
      return System.nanoTime() - start;
    } catch (SocketTimeoutException e) {
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
