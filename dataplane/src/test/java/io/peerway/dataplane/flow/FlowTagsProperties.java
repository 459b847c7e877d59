package io.peerway.dataplane.flow;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Eight tags at once are compared as one after the other would be. */
class FlowTagsProperties {
  private static int tagAt(long tags, int place) {
    return (int) (tags >>> (8 * place)) & 0xff;
  }

  private static boolean isMarked(long marks, int place) {
    return tagAt(marks, place) == 0x80;
  }

  @Property
  void shouldMarkTheSlotsThatHaveATagAndNoOthers(
      @ForAll long random,
      @ForAll @IntRange(max = 255) int tag,
      @ForAll @IntRange(max = 7) int one,
      @ForAll @IntRange(max = 7) int another) {
    long tags = FlowTags.with(FlowTags.with(random, one, tag), another, tag ^ 1);

    long matching = FlowTags.matching(tags, tag);
    long empty = FlowTags.empty(tags);

    for (int place = 0; place < FlowTags.SLOTS; place++) {
      assertThat(isMarked(matching, place)).isEqualTo(tagAt(tags, place) == tag);
      assertThat(isMarked(empty, place)).isEqualTo(tagAt(tags, place) == 0);
      assertThat(isMarked(FlowTags.taken(tags), place)).isEqualTo(tagAt(tags, place) != 0);
    }
    assertThat(matching | empty)
        .as("nothing but marks")
        .isEqualTo((matching | empty) & FlowTags.taken(-1));
  }

  @Property
  void shouldGoThroughMarksFromTheFirstToTheLast(@ForAll long tags) {
    int marked = 0;
    int before = -1;
    for (long left = FlowTags.taken(tags); left != 0; left = FlowTags.rest(left)) {
      int place = FlowTags.firstPlace(left);
      assertThat(place).isGreaterThan(before);
      assertThat(tagAt(tags, place)).isNotZero();
      assertThat(FlowTags.firstSlot(5, left)).isEqualTo(5 * FlowTags.SLOTS + place);
      before = place;
      marked++;
    }
    assertThat(marked).isEqualTo(FlowTags.count(FlowTags.taken(tags)));
  }

  @Property
  void shouldNeverTagAFlowAsNobody(@ForAll long hash) {
    assertThat(FlowTags.tag(hash)).isBetween(1, 255);
  }
}
