package io.peerway.dataplane.lpm;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What stands before a large IPv4 trie that was asked for {@link Ipv4Lpm.Builder#direct}: the next
 * hop of every /24 in a byte, 16 MiB, as in DIR-24-8 (Gupta, Lin and McKeown, INFOCOM 1998), so
 * that a lookup is one access. Where a /24 has finer routes or a next hop above 254, the byte says
 * so, and the trie is asked.
 *
 * <pre>
 *   coarse    a byte for each /16:  its next hop | {@link #ASK}: it has several
 *   fine      a byte for each /24:  its next hop | {@link #ASK}: look in the trie
 * </pre>
 *
 * <p>The coarse bytes say nothing new, but they stay in the nearest caches and answer for a burst
 * that goes to large prefixes.
 *
 * <p>The trie alone decides when an update is visible. Before it publishes one, the bytes of all
 * addresses that may change send readers there; afterwards they become next hops again. So what a
 * reader finds here is what the trie says at this moment.
 */
final class DirectTable {
  /** The byte that stands for no next hop. */
  static final int ASK = 255;

  /** Prefixes of this length or more lie within one word. */
  private static final int WORD_PREFIX = 22;

  /** Four bytes in a word, the first in its low bits, because vectors gather words. */
  final int[] coarse = new int[(1 << 16) / 4];

  final int[] fine = new int[(1 << 24) / 4];

  /** The prefixes that changed since the last {@link #follow}: addresses and lengths. */
  private final IntStack changed = new IntStack();

  /** The byte of an index. */
  static int code(int[] words, int index) {
    return words[index >>> 2] >>> (index << 3) & 0xff;
  }

  static long bytes() {
    return 64 + 2 * 16 + (1 << 16) + (1 << 24);
  }

  /** Remembers a change that is going to be published. */
  void note(int address, int length) {
    changed.push(address);
    changed.push(length);
  }

  /** Sends readers to the trie for what the noted changes concern, before it publishes them. */
  void giveWay() {
    for (int i = 0; i < changed.size(); i += 2) {
      int address = changed.get(i);
      int length = changed.get(i + 1);
      for (int slot = address >>> 16; slot < endSlot(address, length); slot++) {
        setCoarse(slot, ASK);
      }
      int word = address >>> 10;
      Arrays.fill(fine, word, word + words(length), fourTimes(ASK));
    }
  }

  /** Follows the trie after it has published the noted changes. */
  void follow(TrieView view) {
    VarHandle.storeStoreFence(); // what is written here must not be seen before what was published
    while (!changed.isEmpty()) {
      int length = changed.pop();
      follow(view, changed.pop(), length);
    }
  }

  /** Takes everything from the trie. */
  void fill(TrieView view) {
    changed.clear();
    follow(view, 0, 0);
  }

  private void follow(TrieView view, int address, int length) {
    int words = words(Math.max(length, 16));
    for (int slot = address >>> 16; slot < endSlot(address, length); slot++) {
      int entry = view.root[slot];
      int code = codeOf(entry);
      int word = length >= 16 ? address >>> 10 : slot << 6;
      if (Entry.isNextHop(entry)) {
        Arrays.fill(fine, word, word + words, fourTimes(code));
      } else {
        copyBlock(view, Entry.position(entry), word, words);
      }
      setCoarse(slot, code);
    }
  }

  private void copyBlock(TrieView view, int block, int firstWord, int words) {
    for (int at = firstWord; at < firstWord + words; at++) {
      int word = 0;
      for (int i = 0; i < 4; i++) {
        word |= codeOf(Block.entry(view.cells, view.leaves, block, 4 * at + i)) << (8 * i);
      }
      fine[at] = word;
    }
  }

  private void setCoarse(int slot, int code) {
    int shift = slot << 3;
    coarse[slot >>> 2] = (coarse[slot >>> 2] & ~(0xff << shift)) | (code << shift);
  }

  /** Behind the last /16 that a prefix covers or lies in. */
  private static int endSlot(int address, int length) {
    return (address >>> 16) + (length >= 16 ? 1 : 1 << (16 - length));
  }

  /** How many words a prefix covers; at least the one that it lies in. */
  private static int words(int length) {
    return length >= WORD_PREFIX ? 1 : 1 << (WORD_PREFIX - length);
  }

  private static int fourTimes(int code) {
    return code * 0x0101_0101;
  }

  private static int codeOf(int entry) {
    return Entry.isNextHop(entry) && entry < ASK ? entry : ASK;
  }
}
