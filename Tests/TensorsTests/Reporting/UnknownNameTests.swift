import Tensors
import Testing

@Suite struct UnknownNameTests {
  private let known = ["digits", "fashion-mnist", "mnist"]

  @Test(arguments: [("mnits", "mnist"), ("Digits", "digits"), ("fashon-mnst", "fashion-mnist")])
  func slipsOfThePenFindTheirName(name: String, nearest: String) {
    #expect(UnknownName.nearest(to: name, among: known) == nearest)
  }

  @Test(arguments: ["", "cifar10", "xyz"])
  func otherNamesFindNone(name: String) {
    #expect(UnknownName.nearest(to: name, among: known) == nil)
  }

  @Test func theMessageListsWhatIsKnown() {
    #expect(
      UnknownName.failure("dataset", "data set", "mnits", known: known).description
        == "dataset: no data set \"mnits\", did you mean \"mnist\"?"
        + " (expected digits, fashion-mnist, mnist)")
  }
}
