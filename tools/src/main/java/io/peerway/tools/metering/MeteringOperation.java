package io.peerway.tools.metering;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringSide;
import io.peerway.dataplane.io.PeeringUse;
import io.peerway.dataplane.io.Router;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tells what the peering connections carried. */
public final class MeteringOperation implements Operation<NoArguments> {

  private final Router router;
  private final Supplier<Inventory> inventory;

  public MeteringOperation(Router router, Supplier<Inventory> inventory) {
    this.router = router;
    this.inventory = inventory;
  }

  @Override
  public String name() {
    return OperationName.METERING;
  }

  @Override
  public Class<NoArguments> argumentsType() {
    return NoArguments.class;
  }

  @Override
  public List<MeteringReport> run(NoArguments arguments) {
    Inventory records = inventory.get();
    return router.peerings().stream().map(use -> report(records, use)).toList();
  }

  private static MeteringReport report(Inventory records, PeeringUse use) {
    Optional<PeeringConnection> pcx = records.find(PeeringConnection.KIND, use.peering());
    Optional<PeeringSide> to = pcx.map(one -> one.peerOf(use.sender()));
    Optional<PeeringSide> from = to.map(side -> pcx.orElseThrow().peerOf(side.vpcId()));
    return new MeteringReport(
        use.peering(),
        use.sender(),
        text(from, side -> side.scope().region()),
        text(to, PeeringSide::vpcId),
        text(to, side -> side.scope().region()),
        use.distance().label(),
        use.packets(),
        use.bytes());
  }

  private static String text(Optional<PeeringSide> side, Function<PeeringSide, String> field) {
    return side.map(field).orElse("");
  }
}
