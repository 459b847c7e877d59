package io.peerway.tools.command;

import io.peerway.tools.demo.Demo;
import io.peerway.tools.serve.Privileges;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the main job of peerway on this machine. */
@Command(
    name = "demo",
    header = "Show the peering tutorial on real packets.",
    description =
        "Two VPCs, a peering, routes, ping, a transfer, a third VPC, IPv6: each step's commands and what came of them. It uses a router and network namespaces of its own, and removes them. Status 0 if every step held.",
    footerHeading = "%nExamples:%n",
    footer = "  peerway demo")
public final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws InterruptedException {
    Privileges.check();
    return new Demo(command.commandLine().getOut()).run();
  }
}
