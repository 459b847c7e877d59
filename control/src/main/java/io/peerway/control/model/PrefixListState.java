package io.peerway.control.model;

/** What came of the last thing that was asked of a prefix list; what is asked takes no time. */
public enum PrefixListState {
  CREATE_COMPLETE("create-complete"),
  MODIFY_COMPLETE("modify-complete"),
  RESTORE_COMPLETE("restore-complete"),
  /** What references the list cannot take as many entries. */
  MODIFY_FAILED("modify-failed"),
  /** Something references the list. */
  DELETE_FAILED("delete-failed");

  private final String code;

  PrefixListState(String code) {
    this.code = code;
  }

  /** Its name in the API. */
  public String code() {
    return code;
  }
}
