package io.peerway.dataplane.lpm;

/** What the writer knows of a part of the trie: its routes, and the entry that readers follow. */
abstract sealed class Subtree permits BlockNode, TailNode {
  /**
   * What readers find in the slot that this subtree refines: a pointer to its memory, or a next hop
   * when all addresses have the same; {@link Entry#NONE} before the first look.
   */
  int entry = Entry.NONE;

  /** The next hop of the longest prefix that contains the subtree. */
  int inherited;

  /** Whether own routes or the set of children differ from what readers see. */
  boolean changed = true;

  /** Whether this subtree or something below it differs from what readers see. */
  boolean touched = true;

  void markChanged() {
    changed = true;
    touched = true;
  }

  /** Makes everything be written anew: readers get other memory. */
  void forgetEntries() {
    entry = Entry.NONE;
    markChanged();
  }

  abstract void addRoutesTo(RouteColumns columns, long hi, int depth);

  abstract long bytes();
}
