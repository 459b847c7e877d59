package io.peerway.control.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one request after the other to the endpoint. Nothing more is read from a connection before
 * all that it asked for is answered, so that no client can pile up work.
 */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);

  private final Endpoint endpoint;
  private final Executor workers;
  private final PatienceHandler patience;

  // Requests that came in one read with the one that is being answered.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean answering;
  private boolean closing;

  /**
   * @param workers where the endpoint may take its time
   */
  CallHandler(Endpoint endpoint, Executor workers, PatienceHandler patience) {
    this.endpoint = endpoint;
    this.workers = workers;
    this.patience = patience;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (closing) {
      return;
    }
    patience.requestArrived();
    DecoderResult decoded = request.decoderResult();
    if (decoded.isFailure()) {
      HttpReply refusal = refusal(decoded.cause());
      waiting.add(() -> refuse(ctx, refusal));
    } else {
      HttpCall call = read(request, connection(ctx));
      boolean keepAlive = HttpUtil.isKeepAlive(request);
      waiting.add(() -> answer(ctx, call, keepAlive));
    }
    if (!answering) {
      answering = true;
      waiting.remove().run();
    }
  }

  private void answer(ChannelHandlerContext ctx, HttpCall call, boolean keepAlive) {
    workers.execute(
        () -> {
          try {
            HttpReply reply = endpoint.answer(call);
            ctx.executor().execute(() -> write(ctx, reply, keepAlive));
          } catch (RuntimeException | Error bug) {
            ctx.executor().execute(() -> exceptionCaught(ctx, bug));
          }
        });
  }

  private HttpReply refusal(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return endpoint.refusal(414, "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return endpoint.refusal(431, "The request headers are too long.");
    }
    if (cause instanceof TooLongHttpContentException) {
      return endpoint.refusal(413, "The request body is too long.");
    }
    return endpoint.refusal(400, "This is not an HTTP request.");
  }

  private static TcpConnection connection(ChannelHandlerContext ctx) {
    return new TcpConnection(
        (InetSocketAddress) ctx.channel().remoteAddress(),
        (InetSocketAddress) ctx.channel().localAddress());
  }

  private static HttpCall read(FullHttpRequest request, TcpConnection connection) {
    String uri = request.uri();
    int mark = uri.indexOf('?');
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            header ->
                // RFC 9110 section 5.3: the same as one field with a list.
                headers.merge(
                    header.getKey().toLowerCase(Locale.ROOT),
                    header.getValue(),
                    (first, next) -> first + "," + next));
    return new HttpCall(
        request.method().name(),
        mark < 0 ? uri : uri.substring(0, mark),
        mark < 0 ? "" : uri.substring(mark + 1),
        headers,
        request.content().toString(StandardCharsets.ISO_8859_1),
        Optional.of(connection));
  }

  private void write(ChannelHandlerContext ctx, HttpReply reply, boolean keepAlive) {
    ChannelFuture written = ctx.writeAndFlush(Replies.encode(reply, keepAlive));
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (waiting.isEmpty()) {
      answering = false;
      patience.await(ctx);
      ctx.read();
    } else {
      waiting.remove().run();
    }
  }

  /**
   * Says no for the last time. What the client still sends is read and thrown away for a while: a
   * connection closed with unread bytes is reset, and the answer might be lost with it.
   */
  private void refuse(ChannelHandlerContext ctx, HttpReply refusal) {
    closing = true;
    ctx.writeAndFlush(Replies.encode(refusal, false))
        .addListener(
            written -> {
              var _ = ((DuplexChannel) ctx.channel()).shutdownOutput();
            });
    patience.await(ctx);
    ctx.channel().config().setAutoRead(true);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof PrematureChannelClosureException) {
      LOG.debug("A client went away", cause);
    } else {
      LOG.warn("A connection failed", cause);
    }
    var _ = ctx.close();
  }
}
