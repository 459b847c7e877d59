package io.peerway.control.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves an {@link Endpoint} over HTTP/1.1.
 *
 * <p>One thread moves the bytes of all connections; each request is answered on a virtual thread of
 * its own, so that a slow answer delays nobody else.
 */
public final class HttpServer implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("peerway-http", true), NioIoHandler.newFactory());
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ChannelGroup connections = new DefaultChannelGroup(loops.next());
  private final Endpoint endpoint;
  private final HttpLimits limits;
  private Channel listener;

  private HttpServer(Endpoint endpoint, HttpLimits limits) {
    this.endpoint = endpoint;
    this.limits = limits;
  }

  /**
   * Starts to listen.
   *
   * @param address port 0 takes any that is free
   * @throws IOException if it cannot be listened on
   */
  public static HttpServer start(InetSocketAddress address, Endpoint endpoint, HttpLimits limits)
      throws IOException {
    HttpServer server = new HttpServer(endpoint, limits);
    try {
      server.listen(address);
      return server;
    } catch (IOException | RuntimeException failed) {
      server.close();
      throw failed;
    }
  }

  private void listen(InetSocketAddress address) throws IOException {
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("Cannot listen on " + address, bound.cause());
    }
    listener = bound.channel();
  }

  private void accept(SocketChannel channel) {
    if (connections.size() >= limits.connections()) {
      var _ = channel.close();
      return;
    }
    connections.add(channel);
    PatienceHandler patience = new PatienceHandler(limits.patience());
    channel
        .pipeline()
        .addLast(patience)
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(limits.requestLine())
                    .setMaxHeaderSize(limits.headers())))
        .addLast(new RequestAggregator(limits.body()))
        .addLast(new CallHandler(endpoint, workers, patience));
  }

  /** Where it listens, with the port that was taken. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Stops listening, lets the calls under way finish their work, and closes every connection. */
  @Override
  public void close() {
    if (listener != null) {
      listener.close().awaitUninterruptibly();
    }
    workers.close();
    connections.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
