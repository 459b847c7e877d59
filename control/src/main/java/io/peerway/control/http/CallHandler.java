package io.peerway.control.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one request after the other to the endpoint. The next one of a connection is not read
 * before the answer to the last one is written, so that no client can pile up work.
 */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);

  private final Endpoint endpoint;
  private final Executor workers;
  private final PatienceHandler patience;

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
    patience.requestArrived();
    DecoderResult decoded = request.decoderResult();
    if (decoded.isFailure()) {
      write(ctx, refusal(decoded.cause()), false);
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpCall call = read(request);
    workers.execute(
        () -> {
          HttpReply reply = endpoint.answer(call);
          ctx.executor().execute(() -> write(ctx, reply, keepAlive));
        });
  }

  private HttpReply refusal(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return endpoint.refusal(414, "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return endpoint.refusal(431, "The request headers are too long.");
    }
    return endpoint.refusal(400, "This is not an HTTP request.");
  }

  private static HttpCall read(FullHttpRequest request) {
    String uri = request.uri();
    int mark = uri.indexOf('?');
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            header ->
                headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return new HttpCall(
        request.method().name(),
        mark < 0 ? uri : uri.substring(0, mark),
        mark < 0 ? "" : uri.substring(mark + 1),
        headers,
        request.content().toString(StandardCharsets.ISO_8859_1));
  }

  private void write(ChannelHandlerContext ctx, HttpReply reply, boolean keepAlive) {
    ChannelFuture written = ctx.writeAndFlush(Replies.encode(reply, keepAlive));
    if (keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      patience.await(ctx);
      ctx.read();
    } else {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("A client went away", cause);
    } else {
      LOG.warn("A connection failed", cause);
    }
    var _ = ctx.close();
  }
}
