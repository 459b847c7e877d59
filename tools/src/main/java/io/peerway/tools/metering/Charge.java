package io.peerway.tools.metering;

import java.math.BigDecimal;

/**
 * What was carried, and what it would have been charged.
 *
 * @param senderCharge to the account of the VPC that sent it
 * @param receiverCharge to the account of the VPC that got it
 * @param currency of both
 */
public record Charge(
    String peering,
    String fromVpc,
    String fromRegion,
    String toVpc,
    String toRegion,
    String distance,
    long packets,
    long bytes,
    BigDecimal senderCharge,
    BigDecimal receiverCharge,
    String currency) {

  public static Charge of(MeteringReport use, Prices prices) {
    return new Charge(
        use.peering(),
        use.fromVpc(),
        use.fromRegion(),
        use.toVpc(),
        use.toRegion(),
        use.distance(),
        use.packets(),
        use.bytes(),
        prices.forSender(use),
        prices.forReceiver(use),
        prices.currency());
  }
}
