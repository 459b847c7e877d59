package io.peerway.control.ec2.prefixlist;

import io.peerway.control.ec2.protocol.Cidrs;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.model.AddressFamily;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.PrefixListEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads entries of prefix lists, and applies changes to them. */
final class PrefixListEntries {
  private static final int MOST_IN_ONE_CALL = 100;
  private static final int LONGEST_DESCRIPTION = 255;

  private static final Comparator<PrefixListEntry> ORDER =
      Comparator.comparing(entry -> entry.cidr().text());

  private PrefixListEntries() {}

  /**
   * Entries that a call describes, sorted.
   *
   * @throws Ec2Exception if there are too many, one comes twice, or is not of the family
   */
  static List<PrefixListEntry> read(List<Parameters> structures, AddressFamily family) {
    if (structures.size() > MOST_IN_ONE_CALL) {
      throw Errors.invalidValue(
          "The number of entries per request cannot exceeds limit (" + MOST_IN_ONE_CALL + ").");
    }
    List<PrefixListEntry> entries = new ArrayList<>();
    for (Parameters one : structures) {
      Cidr cidr = cidr(one.required("Cidr"), family);
      if (entries.stream().anyMatch(other -> other.cidr().equals(cidr))) {
        throw Errors.invalidValue("The CIDR " + cidr.text() + " is specified more than once.");
      }
      entries.add(new PrefixListEntry(cidr, description(one)));
    }
    return entries.stream().sorted(ORDER).toList();
  }

  private static Optional<String> description(Parameters entry) {
    Optional<String> text = entry.text("Description");
    if (text.filter(t -> t.length() > LONGEST_DESCRIPTION).isPresent()) {
      throw Errors.invalidValue(
          "The description is longer than " + LONGEST_DESCRIPTION + " characters");
    }
    return text;
  }

  private static Cidr cidr(String text, AddressFamily family) {
    return switch (family) {
      case IPV4 -> new Cidr.Ipv4(Cidrs.ipv4("cidr", text));
      case IPV6 -> new Cidr.Ipv6(Cidrs.ipv6("cidr", text));
    };
  }

  /** Refuses more entries than a list may have. */
  static void checkCount(int entries, int most) {
    if (entries > most) {
      throw new Ec2Exception(
          "PrefixListMaxEntriesExceeded",
          "The prefix list cannot have " + entries + " entries. Its maximum is " + most + ".");
    }
  }

  /** The entries after some are removed and then others added, or described anew. */
  static List<PrefixListEntry> change(
      List<PrefixListEntry> before, List<PrefixListEntry> removed, List<PrefixListEntry> added) {
    List<PrefixListEntry> entries = new ArrayList<>(before);
    for (PrefixListEntry entry : removed) {
      if (!entries.removeIf(other -> other.cidr().equals(entry.cidr()))) {
        throw new Ec2Exception(
            "InvalidPrefixListModification",
            "The prefix list has no entry " + entry.cidr().text() + ".");
      }
    }
    for (PrefixListEntry entry : added) {
      entries.removeIf(other -> other.cidr().equals(entry.cidr()));
      entries.add(entry);
    }
    return entries.stream().sorted(ORDER).toList();
  }
}
