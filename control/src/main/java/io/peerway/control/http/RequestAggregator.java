package io.peerway.control.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Collects a request's body, and answers one that is too large in the endpoint's own words. */
final class RequestAggregator extends HttpObjectAggregator {
  private final Endpoint endpoint;

  RequestAggregator(int longestBody, Endpoint endpoint) {
    super(longestBody);
    this.endpoint = endpoint;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    String why = "The request body is larger than " + maxContentLength() + " bytes.";
    // The rest of the body is still on its way: nothing after it could be understood.
    ctx.writeAndFlush(Replies.encode(endpoint.refusal(413, why), false))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
