package io.peerway.tools.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which Peerway this is, on what. */
@Command(
    name = "version",
    header = "Print the versions of Peerway, Java and the kernel.",
    footerHeading = "%nExamples:%n",
    footer = "  peerway version --json")
public final class VersionCommand implements Runnable {

  @Mixin private Output output;

  @Override
  public void run() {
    output.show(Version.parts(), Version.text());
  }
}
