package io.peerway.control.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which no whole request arrives in time: idle clients, and those that send
 * a byte now and then to keep a connection busy.
 */
final class PatienceHandler extends ChannelInboundHandlerAdapter {
  private final Duration patience;
  private Future<?> end;

  PatienceHandler(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    await(ctx);
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    requestArrived();
    super.channelInactive(ctx);
  }

  /** Starts waiting for a request. */
  void await(ChannelHandlerContext ctx) {
    end =
        ctx.executor()
            .schedule(
                () -> {
                  var _ = ctx.close();
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  void requestArrived() {
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }
}
