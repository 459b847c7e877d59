package io.peerway.dataplane.lpm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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

  private final int rootBits;

  /** What stands before the trie and follows it, or null. */
  private final DirectTable direct;

  private final RootRoutes rootRoutes;

  private final Subtree[] children;

  /** Whether a route of the root changed since the last publication. */
  private boolean rootChanged;

  private final IntStack touchedSlots = new IntStack();

  /** A bit for each slot that is among the touched ones. */
  private final long[] isTouched;

  private final BlockRuns runs = new BlockRuns();
  private final BlockNode[] path = new BlockNode[8];
  private final int[][] painted = new int[8][Block.SLOTS];
  private TrieArena arena;
  private TrieView view;
  private int size;

  /**
   * @param rootBits 8 or 16
   * @param direct whether a {@link DirectTable} stands before the trie; for IPv4 and 16 bits
   */
  TrieWriter(int rootBits, boolean direct) {
    BatchLookup.prepare();
    this.rootBits = rootBits;
    this.direct = direct ? new DirectTable() : null;
    rootRoutes = new RootRoutes(rootBits);
    children = new Subtree[1 << rootBits];
    isTouched = new long[(1 << rootBits) / Long.SIZE];
  }

  int rootBits() {
    return rootBits;
  }

  DirectTable direct() {
    return direct;
  }

  int size() {
    return size;
  }

  /**
   * Announces a route, or withdraws it by next hop 0, not yet visibly; tells if that changed it.
   */
  boolean put(long hi, long lo, int length, int nextHop) {
    int before =
        length <= rootBits ? putInRoot(hi, length, nextHop) : putBelowRoot(hi, lo, length, nextHop);
    size += (nextHop != 0 ? 1 : 0) - (before != 0 ? 1 : 0);
    if (direct != null && view != null && before != nextHop) {
      direct.note((int) (hi >>> 32), length);
    }
    return before != nextHop;
  }

  void addRoutesTo(RouteColumns columns) {
    rootRoutes.addTo(columns);
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
    int[] root = new int[1 << rootBits];
    for (int slot = 0; slot < root.length; slot++) {
      if (children[slot] != null) {
        children[slot].forgetEntries();
      }
      root[slot] = slotEntry(slot, false);
    }
    forgetTouched();
    if (!spare) {
      arena.trim();
    }
    return show(root);
  }

  /** Makes all changes since the last call visible at one instant; returns what readers use now. */
  TrieView publish() {
    boolean alone = touchedSlots.size() == 1;
    int[] root = view.root;
    int changedSlots = 0;
    for (int i = 0; i < touchedSlots.size(); i++) {
      int slot = touchedSlots.get(i);
      int entry = slotEntry(slot, alone);
      if (entry == root[slot]) {
        continue;
      }
      if (alone && !arena.moved) {
        ROOT.setRelease(root, slot, entry);
        continue;
      }
      root = changedSlots++ == 0 ? root.clone() : root;
      root[slot] = entry;
    }
    forgetTouched();
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
    long bytes = 128 + rootRoutes.bytes();
    bytes += Memory.ofReferences(children) + 8L * (16 + 4 * Block.SLOTS) + arena.writerBytes();
    for (Subtree child : children) {
      bytes += child == null ? 0 : child.bytes();
    }
    return bytes;
  }

  private TrieView show(int[] root) {
    arena.moved = false;
    view = new TrieView(rootBits, root, arena, direct);
    return view;
  }

  private void touch(int slot) {
    if ((isTouched[slot / Long.SIZE] >>> slot & 1) == 0) {
      isTouched[slot / Long.SIZE] |= 1L << slot;
      touchedSlots.push(slot);
    }
  }

  private void forgetTouched() {
    rootChanged = false;
    while (!touchedSlots.isEmpty()) {
      isTouched[touchedSlots.pop() / Long.SIZE] = 0;
    }
  }

  private int rootSlot(long hi) {
    return (int) (hi >>> (64 - rootBits));
  }

  private int putInRoot(long hi, int length, int nextHop) {
    int before = rootRoutes.put(hi, length, nextHop);
    if (before != nextHop) {
      rootChanged = true;
      int end = rootSlot(hi) + (1 << (rootBits - length));
      for (int slot = rootSlot(hi); slot < end; slot++) {
        touch(slot);
      }
    }
    return before;
  }

  private int putBelowRoot(long hi, long lo, int length, int nextHop) {
    int slot = rootSlot(hi);
    boolean isNew = children[slot] == null;
    if (isNew && nextHop == 0) {
      return 0;
    }
    BlockNode node = isNew ? new BlockNode() : (BlockNode) children[slot];
    children[slot] = node;
    int level = 0;
    int depth = rootBits;
    Subtree last = node;
    while (length > depth + 8 && last instanceof BlockNode) {
      path[level++] = node;
      last = child(node, BlockNode.slot(hi, depth), depth, nextHop != 0);
      if (last == null) {
        return 0;
      }
      node = last instanceof BlockNode child ? child : node;
      depth += 8;
    }
    int before =
        last instanceof TailNode tail
            ? tail.put(hi, lo, length, nextHop)
            : node.put(BlockNode.key(hi, depth, length), nextHop);
    if (before != nextHop) {
      touch(slot);
      while (level > 0) {
        depth -= 8;
        path[--level].touchChild(BlockNode.slot(hi, depth));
      }
    }
    return before;
  }

  /** The child that refines a slot of a block at some depth; null if there is and shall be none. */
  private static Subtree child(BlockNode node, int slot, int depth, boolean create) {
    Subtree child = node.child(slot);
    if (child == null && create) {
      child = depth == 56 ? new TailNode() : new BlockNode();
      node.addChild(slot, child);
    }
    return child;
  }

  /** The entry of a root slot, brought up to date. */
  private int slotEntry(int slot, boolean alone) {
    Subtree child = children[slot];
    boolean knows = child != null && child.entry != Entry.NONE && !rootChanged;
    int inherited = knows ? child.inherited : rootRoutes.longest(slot);
    int entry = child == null ? Entry.NONE : refresh(child, inherited, 0, alone);
    if (entry == Entry.NONE) {
      children[slot] = null;
      return inherited;
    }
    return entry;
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
      if (!node.changed && node.inherited == inherited && refreshPointers(node, level, alone)) {
        return node.entry;
      }
      if (node.inherited != inherited || !Entry.isBlock(node.entry)) {
        node.inherited = inherited;
        node.markStale(0, Block.SLOTS);
      }
      node.markTouchedChildrenStale();
      replaceEntry(node, writeBlock(node, level));
      node.markAllShown();
    } else if (subtree instanceof TailNode tail) {
      tail.inherited = inherited;
      replaceEntry(tail, writeTail(tail));
      tail.changed = false;
    }
    return subtree.entry;
  }

  /**
   * Brings a block up to date of which only children changed, if all of them were and stay
   * pointers: else a slot joins or leaves a run of its neighbours, and the block has to be written
   * anew.
   */
  private boolean refreshPointers(BlockNode node, int level, boolean alone) {
    boolean publishes = alone && node.hasOneTouchedChild();
    boolean onlyPointers = Entry.isBlock(node.entry);
    boolean sameEntries = true;
    for (int i = node.nextTouched(0); i < node.childCount(); i = node.nextTouched(i + 1)) {
      Subtree child = node.childAt(i);
      int before = child.entry;
      int after = refresh(child, child.inherited, level + 1, publishes);
      if (after != before) {
        node.markStale(node.slotAt(i), node.slotAt(i) + 1);
        onlyPointers &= Entry.isPointer(before) && Entry.isPointer(after);
        sameEntries = false;
      }
    }
    if (!onlyPointers) {
      return false;
    }
    if (!sameEntries) {
      if (!publishes) {
        replaceEntry(node, Entry.ofBlock(arena.copyBlock(Entry.position(node.entry), runs)));
      }
      setPointers(node);
    }
    node.markAllShown();
    return true;
  }

  /** Writes the pointers to the touched children into a block; those to others are the same. */
  private void setPointers(BlockNode node) {
    int block = Entry.position(node.entry);
    boolean one = node.hasOneTouchedChild();
    for (int i = one ? node.nextTouched(0) : 0; i < node.childCount(); i++) {
      if (Entry.isPointer(node.childAt(i).entry)) {
        arena.setEntry(block, node.slotAt(i), node.childAt(i).entry);
      }
      if (one) {
        return;
      }
    }
  }

  /** Writes a block anew; cells that stay the same are copied. */
  private int writeBlock(BlockNode node, int level) {
    int[] slots = painted[level];
    node.paint(slots);
    for (int i = 0; i < node.childCount(); ) {
      int slot = node.slotAt(i);
      if (!node.isStale(slot / Block.CELL_SLOTS)) {
        i++;
        continue;
      }
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
    runs.clear();
    for (int cell = 0; cell < Block.CELLS; cell++) {
      if (node.isStale(cell)) {
        runs.add(slots);
      } else {
        runs.add(arena.cells, arena.leaves, Entry.position(node.entry));
      }
    }
    return runs.isOneNextHop() ? runs.firstEntry() : Entry.ofBlock(arena.writeBlock(runs));
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
    if (Entry.isBlock(old)) {
      arena.freeBlock(Entry.position(old));
    } else if (Entry.isTail(old)) {
      arena.freeTail(Entry.position(old));
    }
  }
}
