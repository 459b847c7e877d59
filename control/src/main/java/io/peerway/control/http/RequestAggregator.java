package io.peerway.control.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;

/** Collects a request's body; one that is too large becomes a request that failed to decode. */
final class RequestAggregator extends HttpObjectAggregator {
  RequestAggregator(int longestBody) {
    super(longestBody);
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    FullHttpRequest failed = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    failed.setDecoderResult(DecoderResult.failure(new TooLongHttpContentException()));
    ctx.fireChannelRead(failed);
  }
}
