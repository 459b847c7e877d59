package io.peerway.dataplane.linux;

/** A call into the kernel failed. The message names the call, its object and the error. */
public final class LinuxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * @param call the system call or request, as the manual pages name it
   * @param object what it was about: a path, a device, an address
   * @param errno the positive error number
   */
  public LinuxException(String call, Object object, int errno) {
    this(call, object, errno, "");
  }

  /**
   * @param detail what the kernel itself says of the reason, or empty
   */
  public LinuxException(String call, Object object, int errno, String detail) {
    super(
        "%s %s: %s (%s)%s"
            .formatted(
                call,
                object,
                Errno.description(errno),
                Errno.name(errno),
                detail.isEmpty() ? "" : ": " + detail));
    this.errno = errno;
  }

  /** The error number, positive. */
  public int errno() {
    return errno;
  }
}
