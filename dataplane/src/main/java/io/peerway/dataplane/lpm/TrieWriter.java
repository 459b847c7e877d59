package io.peerway.dataplane.lpm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The writer's side of a trie: knows every route, and brings what readers see up to date with it.
 *
 * <p>Changes are first {@link #put} into the tree of {@link Subtree}s, which marks what they touch.
 * {@link #publish} then writes new blocks for whatever came out different, and makes all of them
 * visible at one instant: by one store of a pointer where one subtree holds all changes, else by a
 * new root. Readers never see a part of it.
 */
final class TrieWriter {
  private static final VarHandle ROOT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int NOT_UNIFORM = -1;

  private final int rootBits;

  /** Next hops of the prefixes no longer than the root's bits; index as in {@link BlockNode}. */
  private final int[] rootRoutes;

  private final Subtree[] children;

  /** The next hop of each root slot that has the same everywhere, else {@link #NOT_UNIFORM}. */
  private final int[] uniformNextHops;

  private final BitSet touchedSlots;
  private final BlockRuns runs = new BlockRuns();
  private final int[][] painted = new int[8][Block.SLOTS];
  private TrieArena arena;
  private TrieView view;
  private int size;

  /**
   * @param rootBits 8 or 16
   */
  TrieWriter(int rootBits) {
    this.rootBits = rootBits;
    rootRoutes = new int[2 << rootBits];
    children = new Subtree[1 << rootBits];
    uniformNextHops = new int[1 << rootBits];
    touchedSlots = new BitSet(1 << rootBits);
  }

  int rootBits() {
    return rootBits;
  }

  int size() {
    return size;
  }

  /**
   * Announces a route, or withdraws it by next hop 0, not yet visibly; tells if that changed it.
   */
  boolean put(long hi, long lo, int length, int nextHop) {
    int before =
        length <= rootBits
            ? putInRoot(hi, length, nextHop)
            : nextHop == 0 ? withdraw(hi, lo, length) : announce(hi, lo, length, nextHop);
    size += (nextHop != 0 ? 1 : 0) - (before != 0 ? 1 : 0);
    return before != nextHop;
  }

  /** The next hop of exactly this prefix, or 0. */
  int nextHop(long hi, long lo, int length) {
    if (length <= rootBits) {
      return rootRoutes[rootKey(hi, length)];
    }
    Subtree subtree = children[rootSlot(hi)];
    for (int depth = rootBits; subtree instanceof BlockNode node; depth += 8) {
      if (length <= depth + 8) {
        return node.nextHop(BlockNode.key(hi, depth, length));
      }
      subtree = node.child(BlockNode.slot(hi, depth));
    }
    return subtree instanceof TailNode tail ? tail.routes.nextHop(hi, lo, length) : 0;
  }

  void addRoutesTo(RouteColumns columns) {
    for (int key = 1; key < rootRoutes.length; key++) {
      if (rootRoutes[key] != 0) {
        int length = 31 - Integer.numberOfLeadingZeros(key);
        long hi = length == 0 ? 0 : (long) (key ^ (1 << length)) << (64 - length);
        columns.add(hi, 0, length, rootRoutes[key]);
      }
    }
    for (int slot = 0; slot < children.length; slot++) {
      if (children[slot] != null) {
        children[slot].addRoutesTo(columns, (long) slot << (64 - rootBits), rootBits);
      }
    }
  }

  /** Writes everything into new memory, without spare room if nothing is expected to change. */
  TrieView publishAll(boolean spare) {
    int cells = arena == null ? 1024 : arena.liveCells() + arena.liveCells() / 8;
    int leaves = arena == null ? 1024 : arena.liveLeaves() + arena.liveLeaves() / 8;
    arena = new TrieArena(cells, leaves);
    Arrays.fill(uniformNextHops, NOT_UNIFORM);
    int[] root = new int[1 << rootBits];
    for (int slot = 0; slot < root.length; slot++) {
      if (children[slot] != null) {
        children[slot].forgetEntries();
      }
      root[slot] = slotBlock(slot, false);
    }
    touchedSlots.clear();
    if (!spare) {
      arena.trim();
    }
    return show(root);
  }

  /** Makes all changes since the last call visible at one instant; returns what readers use now. */
  TrieView publish() {
    boolean alone = touchedSlots.cardinality() == 1;
    int[] root = view.root;
    int changedSlots = 0;
    for (int slot = touchedSlots.nextSetBit(0);
        slot >= 0;
        slot = touchedSlots.nextSetBit(slot + 1)) {
      int block = slotBlock(slot, alone);
      if (block == root[slot]) {
        continue;
      }
      if (alone && !arena.moved) {
        ROOT.setRelease(root, slot, block);
        continue;
      }
      root = changedSlots++ == 0 ? root.clone() : root;
      root[slot] = block;
    }
    touchedSlots.clear();
    if (arena.moved && changedSlots == 0) {
      root = root.clone(); // the old view's root must not point into memory that it does not have
    }
    TrieView current = root == view.root ? view : show(root);
    if (arena.isWasteful()) {
      return publishAll(true);
    }
    return current;
  }

  /** To be called when readers can no longer begin with an older view. */
  void reclaim() {
    arena.reclaim();
  }

  /** Bytes for which only the writer has a use. */
  long bytes() {
    long bytes = 128 + Memory.ofInts(rootRoutes) + Memory.ofInts(uniformNextHops);
    bytes += Memory.ofReferences(children) + 8L * (16 + 4 * Block.SLOTS) + arena.writerBytes();
    for (Subtree child : children) {
      bytes += child == null ? 0 : child.bytes();
    }
    return bytes;
  }

  private TrieView show(int[] root) {
    arena.moved = false;
    view = new TrieView(rootBits, root, arena);
    return view;
  }

  private int rootSlot(long hi) {
    return (int) (hi >>> (64 - rootBits));
  }

  private static int rootKey(long hi, int length) {
    return (1 << length) | (int) (hi >>> 1 >>> (63 - length));
  }

  private int putInRoot(long hi, int length, int nextHop) {
    int key = rootKey(hi, length);
    int before = rootRoutes[key];
    if (before != nextHop) {
      rootRoutes[key] = nextHop;
      touchedSlots.set(rootSlot(hi), rootSlot(hi) + (1 << (rootBits - length)));
    }
    return before;
  }

  private int announce(long hi, long lo, int length, int nextHop) {
    int slot = rootSlot(hi);
    touchedSlots.set(slot);
    if (children[slot] == null) {
      children[slot] = new BlockNode();
    }
    BlockNode node = (BlockNode) children[slot];
    int depth = rootBits;
    while (length > depth + 8) {
      node.touched = true;
      int nodeSlot = BlockNode.slot(hi, depth);
      Subtree child = node.child(nodeSlot);
      if (child == null) {
        child = depth == 56 ? new TailNode() : new BlockNode();
        node.addChild(nodeSlot, child);
      }
      if (child instanceof TailNode tail) {
        int before = tail.routes.nextHop(hi, lo, length);
        tail.routes = tail.routes.with(hi, lo, length, nextHop);
        tail.markChanged();
        return before;
      }
      node = (BlockNode) child;
      depth += 8;
    }
    node.touched = true;
    return node.put(BlockNode.key(hi, depth, length), nextHop);
  }

  private int withdraw(long hi, long lo, int length) {
    int before = nextHop(hi, lo, length);
    return before == 0 ? 0 : announce(hi, lo, length, 0);
  }

  /** The next hop of the longest prefix in the root that contains the slot. */
  private int rootNextHop(int slot) {
    int key = (1 << rootBits) | slot;
    while (key > 1 && rootRoutes[key] == 0) {
      key >>>= 1;
    }
    return rootRoutes[key];
  }

  /** The position of the block for a root slot, brought up to date. */
  private int slotBlock(int slot, boolean alone) {
    int inherited = rootNextHop(slot);
    int entry = Entry.NONE;
    if (children[slot] != null) {
      entry = refresh(children[slot], inherited, 0, alone);
      if (entry == Entry.NONE) {
        children[slot] = null;
      }
    }
    int uniformBefore = uniformNextHops[slot];
    int uniformNow = entry == Entry.NONE ? inherited : NOT_UNIFORM;
    int block = Entry.position(entry);
    if (uniformNow != NOT_UNIFORM) {
      block = arena.useUniform(uniformNow, runs);
    }
    if (uniformBefore != NOT_UNIFORM) {
      arena.dropUniform(uniformBefore);
    }
    uniformNextHops[slot] = uniformNow;
    return block;
  }

  /**
   * Brings what readers see of a subtree up to date.
   *
   * @param level how many blocks are between the root and the subtree
   * @param alone whether all changes that are being published are in this subtree, so that one
   *     store, as deep as possible, can publish them
   * @return the entry for the slot that the subtree refines
   */
  private int refresh(Subtree subtree, int inherited, int level, boolean alone) {
    if (!subtree.touched && subtree.inherited == inherited) {
      return subtree.entry;
    }
    subtree.touched = false;
    if (subtree instanceof BlockNode node) {
      if (alone && !node.changed && node.inherited == inherited && publishBelow(node, level)) {
        return node.entry;
      }
      node.inherited = inherited;
      replaceEntry(node, writeBlock(node, level));
    } else if (subtree instanceof TailNode tail) {
      tail.inherited = inherited;
      replaceEntry(tail, writeTail(tail));
    }
    subtree.changed = false;
    return subtree.entry;
  }

  /** Publishes changes that are all in one child, unless nothing is left of it. */
  private boolean publishBelow(BlockNode node, int level) {
    int only = node.onlyTouchedChild();
    if (only < 0) {
      return false;
    }
    Subtree child = node.childAt(only);
    int before = child.entry;
    int after = refresh(child, child.inherited, level + 1, true);
    if (after == Entry.NONE) {
      node.removeChildAt(only);
      return false;
    }
    if (after != before) {
      arena.publishEntry(Entry.position(node.entry), node.slotAt(only), after);
    }
    return true;
  }

  private int writeBlock(BlockNode node, int level) {
    int[] slots = painted[level];
    node.paint(slots);
    for (int i = 0; i < node.childCount(); ) {
      int slot = node.slotAt(i);
      int entry = refresh(node.childAt(i), slots[slot], level + 1, false);
      if (entry == Entry.NONE) {
        node.removeChildAt(i);
      } else {
        slots[slot] = entry;
        i++;
      }
    }
    if (node.isEmpty()) {
      return Entry.NONE;
    }
    runs.set(slots);
    return Entry.ofBlock(arena.writeBlock(runs));
  }

  private int writeTail(TailNode tail) {
    return tail.routes.size() == 0
        ? Entry.NONE
        : Entry.ofTail(arena.addTail(RangeTable.of(tail.routes, tail.inherited)));
  }

  /** Readers that are still on their way to the old memory are safe: it is not used again yet. */
  private void replaceEntry(Subtree subtree, int entry) {
    int old = subtree.entry;
    subtree.entry = entry;
    if (old == Entry.NONE) {
      return;
    }
    if (Entry.isTail(old)) {
      arena.freeTail(Entry.position(old));
    } else {
      arena.freeBlock(Entry.position(old));
    }
  }
}
