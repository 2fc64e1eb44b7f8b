import Tensors

extension FailureCode {
  /// A setting of a session that is made: whose it is, the failure says.
  public static let sessionSetting = FailureCode(rawValue: "session-setting")
  /// First labels are wanted where nobody but the user has any.
  public static let noInitialLabels = FailureCode(rawValue: "no-initial-labels")
  /// The directory was saved by somebody else meanwhile.
  public static let changedOnDisk = FailureCode(rawValue: "changed-on-disk")
  /// The data are no longer those of the session; the subject is the table of its labels, if it has one.
  public static let otherData = FailureCode(rawValue: "other-data")
  /// A strategy that is not known here; the subject is its name.
  public static let unknownStrategy = FailureCode(rawValue: "unknown-strategy")
  /// The images are in no files that a table could name.
  public static let noFiles = FailureCode(rawValue: "no-files")
  /// A strategy is choosing, and nothing may change meanwhile.
  public static let busy = FailureCode(rawValue: "busy")
}
