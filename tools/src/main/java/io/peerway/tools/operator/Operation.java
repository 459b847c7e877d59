package io.peerway.tools.operator;

/**
 * Something that an operator can ask of a running router.
 *
 * @param <A> its arguments, a record that JSON maps to
 */
public interface Operation<A> {

  /** The name by which requests ask for it. */
  String name();

  Class<A> argumentsType();

  /**
   * Does it. May be called by several threads at once.
   *
   * @return what JSON can be made of, or a {@link Feed}, which begins with that
   * @throws io.peerway.tools.outcome.UserException when it is refused or fails; then nothing has
   *     changed
   */
  Object run(A arguments);
}
