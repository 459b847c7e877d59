package io.peerway.tools.command;

import io.peerway.tools.metering.Charge;
import io.peerway.tools.metering.MeteringReport;
import io.peerway.tools.metering.Prices;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what peering connections carried and what that would have been charged. */
@Command(
    name = "metering",
    header = "Tell what peering connections carried, and what that would have been charged.",
    description =
        "By peering connection, direction and distance, since the router started: IP packets (a super-packet of an offload counts as one) and their bytes. An address that no subnet holds is in no zone, and so in another one than any other.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway metering",
      "  peerway metering --prices our-prices.json --csv > transfer.csv",
      "  peerway metering --json | jq 'map(.senderCharge + .receiverCharge) | add'"
    })
public final class MeteringCommand implements Runnable {

  @Mixin private RouterOption router;
  @Spec private CommandSpec command;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "What transfer costs, as JSON. Standard: examples, which nobody checked, in USD.")
  private Path prices;

  @ArgGroup private Form form = new Form();

  /** Not for people. */
  private static final class Form {
    @Option(names = "--csv", description = "Print comma-separated values, for spreadsheets.")
    private boolean csv;

    @Option(names = "--json", description = "Print JSON, for scripts.")
    private boolean json;
  }

  @Override
  public void run() {
    Prices charged = prices == null ? Prices.standard() : Prices.read(prices);
    List<Charge> charges =
        router
            .client()
            .list(OperationName.METERING, new NoArguments(), MeteringReport.class)
            .stream()
            .map(use -> Charge.of(use, charged))
            .toList();
    command.commandLine().getOut().println(text(charges, charged));
  }

  private String text(List<Charge> charges, Prices charged) {
    if (form.json) {
      return Output.toJson(charges);
    }
    if (form.csv) {
      return csv(charges);
    }
    return charges.isEmpty()
        ? "No peering connection has carried anything yet."
        : table(charges, charged);
  }

  static String csv(List<Charge> charges) {
    String header =
        "peering,from_vpc,from_region,to_vpc,to_region,distance,packets,bytes,sender_charge,receiver_charge,currency";
    return Stream.concat(
            Stream.of(header),
            charges.stream()
                .map(
                    one ->
                        Stream.of(
                                one.peering(),
                                one.fromVpc(),
                                one.fromRegion(),
                                one.toVpc(),
                                one.toRegion(),
                                one.distance(),
                                one.packets(),
                                one.bytes(),
                                one.senderCharge().toPlainString(),
                                one.receiverCharge().toPlainString(),
                                one.currency())
                            .map(String::valueOf)
                            .collect(Collectors.joining(","))))
        .collect(Collectors.joining("\n"));
  }

  static String table(List<Charge> charges, Prices charged) {
    TextTable table =
        new TextTable(
            "PEERING",
            "FROM",
            "TO",
            "DISTANCE",
            "PACKETS",
            "BYTES",
            "SENDER-PAYS",
            "RECEIVER-PAYS");
    for (Charge one : charges) {
      table.row(
          one.peering(),
          one.fromVpc(),
          one.toVpc().isEmpty() ? "-" : one.toVpc(),
          one.distance(),
          one.packets(),
          one.bytes(),
          one.senderCharge().toPlainString(),
          one.receiverCharge().toPlainString());
    }
    return "%sIn all: %s %s to senders, %s %s to receivers.%nPrices: %s."
        .formatted(
            table + "\n",
            sum(charges, Charge::senderCharge),
            charged.currency(),
            sum(charges, Charge::receiverCharge),
            charged.currency(),
            charged.source());
  }

  private static String sum(List<Charge> charges, Function<Charge, BigDecimal> part) {
    return charges.stream().map(part).reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString();
  }
}
