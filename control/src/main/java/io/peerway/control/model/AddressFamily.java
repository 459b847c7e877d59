package io.peerway.control.model;

/** The IP versions, as prefix lists name them. */
public enum AddressFamily {
  IPV4("IPv4"),
  IPV6("IPv6");

  private final String code;

  AddressFamily(String code) {
    this.code = code;
  }

  /** Its name in the API. */
  public String code() {
    return code;
  }
}
